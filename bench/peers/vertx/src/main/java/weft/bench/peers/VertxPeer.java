package weft.bench.peers;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;

/// Vert.x on native epoll. Its defaults are no idle time-out, `TCP_NODELAY` and no compression.
public final class VertxPeer extends VerticleBase {
  private static final int BACKLOG = 4096;

  private final int port;
  private final String file;
  private final Path identity;

  private VertxPeer(int port, String file, Path identity) {
    this.port = port;
    this.file = file;
    this.identity = identity;
  }

  /// Serves on 127.0.0.1 until the process ends.
  ///
  /// @param args the port, the file of the download route, and for TLS the folder of the identity
  public static void main(String[] args) {
    int port = Integer.parseInt(args[0]);
    Path identity = args.length > 2 ? Path.of(args[2]) : null;
    var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    if (!vertx.isNativeTransportEnabled()) {
      throw new IllegalStateException("no epoll", vertx.unavailableNativeTransportCause());
    }
    // Each instance has an event loop of its own: as many as there are processors.
    int loops = Runtime.getRuntime().availableProcessors();
    vertx
        .deployVerticle(
            () -> new VertxPeer(port, args[1], identity),
            new DeploymentOptions().setInstances(loops))
        .await();
  }

  @Override
  public Future<?> start() {
    if (identity == null) {
      return listen(new HttpServerOptions(), port);
    }
    return listen(tls(), port + 1).compose(_ -> listen(new HttpServerOptions(), port));
  }

  private Future<?> listen(HttpServerOptions options, int on) {
    return vertx
        .createHttpServer(options.setAcceptBacklog(BACKLOG))
        .requestHandler(this::answer)
        .listen(on, "127.0.0.1");
  }

  private HttpServerOptions tls() {
    var keys =
        new PemKeyCertOptions()
            .setCertPath(identity.resolve("certificate.pem").toString())
            .setKeyPath(identity.resolve("key.pem").toString());
    return new HttpServerOptions()
        .setSsl(true)
        .setUseAlpn(true)
        .setKeyCertOptions(keys)
        .setSslEngineOptions(new OpenSSLEngineOptions());
  }

  private void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    switch (request.path()) {
      case "/hello" -> hello(response);
      case "/json" ->
          response
              .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
              .end(new Message("Hello, World!").toJson());
      case "/echo" -> request.body().onSuccess(response::end);
      case "/sleep" -> vertx.setTimer(10, _ -> hello(response));
      case "/download" -> response.sendFile(file);
      default -> response.setStatusCode(404).end();
    }
  }

  private static void hello(HttpServerResponse response) {
    response.putHeader(HttpHeaders.CONTENT_TYPE, "text/plain").end("Hello, World!");
  }

  private record Message(String message) {
    String toJson() {
      return "{\"message\":\"" + message + "\"}";
    }
  }
}
