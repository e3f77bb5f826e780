package weft.bench.peers;

import io.helidon.common.tls.TlsConfig;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// Helidon SE: a virtual thread per connection, which runs the handlers.
public final class HelidonPeer {
  private static final int BACKLOG = 4096;
  private static final Duration IDLE_TIMEOUT = Duration.ofHours(1);

  private static final Header TEXT =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "text/plain");
  private static final Header JSON =
      HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

  private HelidonPeer() {}

  /// Serves on 127.0.0.1 until the process ends.
  ///
  /// @param args the port, the file of the download route, and for TLS the folder of the identity
  public static void main(String[] args) throws IOException, GeneralSecurityException {
    Path file = Path.of(args[1]);
    int port = Integer.parseInt(args[0]);
    if (args.length > 2) {
      var tls = TlsConfig.builder().sslContext(context(Path.of(args[2]))).build();
      server(port + 1, file).tls(tls).build().start();
    }
    server(port, file).build().start();
  }

  private static WebServerConfig.Builder server(int port, Path file) {
    return WebServer.builder()
        .host("127.0.0.1")
        .port(port)
        .backlog(BACKLOG)
        // Off by default, and then a response of two writes stalls for 40 ms.
        .connectionOptions(options -> options.tcpNoDelay(true).readTimeout(IDLE_TIMEOUT))
        .idleConnectionTimeout(IDLE_TIMEOUT)
        .routing(routes -> addRoutes(routes, file));
  }

  private static SSLContext context(Path identity) throws IOException, GeneralSecurityException {
    char[] password = "password".toCharArray();
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(identity.resolve("identity.p12").toFile(), password), password);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static void addRoutes(HttpRouting.Builder routes, Path file) {
    routes
        .get("/hello", (_, response) -> hello(response))
        .get("/json", (_, response) -> json(response))
        .post("/echo", HelidonPeer::echo)
        .get("/sleep", (_, response) -> sleep(response))
        .get("/download", (_, response) -> download(response, file));
  }

  private static void hello(ServerResponse response) {
    response.header(TEXT).send("Hello, World!");
  }

  private static void json(ServerResponse response) {
    response.header(JSON).send(new Message("Hello, World!").toJson());
  }

  private static void echo(ServerRequest request, ServerResponse response) {
    response.send(request.content().as(byte[].class));
  }

  private static void sleep(ServerResponse response) throws InterruptedException {
    Thread.sleep(10);
    hello(response);
  }

  /// Helidon has no sendfile.
  private static void download(ServerResponse response, Path file) throws IOException {
    response.contentLength(Files.size(file));
    try (OutputStream out = response.outputStream()) {
      Files.copy(file, out);
    }
  }

  private record Message(String message) {
    String toJson() {
      return "{\"message\":\"" + message + "\"}";
    }
  }
}
