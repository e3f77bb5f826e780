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

/// Vert.x on native epoll. Its defaults are no idle time-out, `TCP_NODELAY` and no compression.
public final class VertxPeer extends VerticleBase {
  private static final int BACKLOG = 4096;

  private final int port;
  private final String file;

  private VertxPeer(int port, String file) {
    this.port = port;
    this.file = file;
  }

  /// Serves on 127.0.0.1 until the process ends.
  ///
  /// @param args the port, the file of the download route
  public static void main(String[] args) {
    int port = Integer.parseInt(args[0]);
    var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    if (!vertx.isNativeTransportEnabled()) {
      throw new IllegalStateException("no epoll", vertx.unavailableNativeTransportCause());
    }
    // Each instance has an event loop of its own: as many as there are processors.
    int loops = Runtime.getRuntime().availableProcessors();
    vertx
        .deployVerticle(
            () -> new VertxPeer(port, args[1]), new DeploymentOptions().setInstances(loops))
        .await();
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer(new HttpServerOptions().setAcceptBacklog(BACKLOG))
        .requestHandler(this::answer)
        .listen(port, "127.0.0.1");
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
