package weft.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.ServeMux;
import weft.server.Protocols;
import weft.server.Server;
import weft.server.Tls;
import weft.test.TestServer;

/// Clients that choose HTTP/2 over TLS (RFC 9113 §3.2).
class Http2TlsPeersTest {

  private final Tls tls = Tls.selfSigned("localhost");
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    var mux = new ServeMux();
    mux.handle("/hello", (w, r) -> w.print(r.protocol() + " " + r.scheme() + " hello"));
    mux.handle("/echo", (w, r) -> r.body().transferTo(w));
    server = TestServer.start(Server.builder(mux).tls(tls));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String url(String path) {
    return "https://localhost:" + server.port() + path;
  }

  private static Command.Result run(String program, String... options) throws Exception {
    Command.assumeInstalled(program);
    var command = new ArrayList<>(List.of(program));
    command.addAll(List.of(options));
    return Command.run(new byte[0], command);
  }

  @Test
  void curlChoosesByAlpn() throws Exception {
    assertThat(run("curl", "-sSk", "--http2", url("/hello")).output())
        .isEqualTo("HTTP/2.0 https hello");
    assertThat(run("curl", "-sSk", "--http1.1", url("/hello")).output())
        .isEqualTo("HTTP/1.1 https hello");
  }

  @Test
  void aServerMaySpeakOneOfTheTwo() throws Exception {
    var builder = Server.builder((w, r) -> w.print(r.protocol())).tls(tls);
    try (var old = TestServer.start(builder.protocols(new Protocols(true, false, false)))) {
      String url = "https://localhost:" + old.port() + "/";
      assertThat(run("curl", "-sSk", "--http2", url).output()).isEqualTo("HTTP/1.1");
    }
  }

  @Test
  void h2loadSeesNoError() throws Exception {
    assertThat(run("h2load", "-n", "20000", "-c", "8", "-m", "100", url("/hello")).output())
        .contains("20000 succeeded, 0 failed, 0 errored, 0 timeout");
  }

  private HttpClient jdkClient() throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("server", tls.certificates().getFirst());
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).version(HttpClient.Version.HTTP_2).build();
  }

  @Test
  void jdkClientSendsManyContentsAtOnce() throws Exception {
    String content = "some content ".repeat(20_000);
    try (HttpClient client = jdkClient()) {
      var pending = new ArrayList<CompletableFuture<HttpResponse<String>>>();
      for (int i = 0; i < 50; i++) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(url("/echo")))
                .POST(BodyPublishers.ofString(content + i, StandardCharsets.US_ASCII))
                .build();
        pending.add(client.sendAsync(request, BodyHandlers.ofString()));
      }
      for (int i = 0; i < pending.size(); i++) {
        HttpResponse<String> response = pending.get(i).join();
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.body()).isEqualTo(content + i);
      }
    }
  }
}
