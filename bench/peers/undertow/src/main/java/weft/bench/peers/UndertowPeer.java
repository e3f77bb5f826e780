package weft.bench.peers;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.io.IoCallback;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.xnio.IoUtils;
import org.xnio.Options;

/// Undertow with its handler on the I/O threads; a handler that blocks moves to a virtual thread.
public final class UndertowPeer {
  private static final int BACKLOG = 4096;
  private static final Duration IDLE_TIMEOUT = Duration.ofHours(1);
  private static final ExecutorService BLOCKING = Executors.newVirtualThreadPerTaskExecutor();

  private final Path file;

  private UndertowPeer(Path file) {
    this.file = file;
  }

  /// Serves on 127.0.0.1 until the process ends.
  ///
  /// @param args the port, the file of the download route, and for TLS the folder of the identity
  public static void main(String[] args) throws IOException, GeneralSecurityException {
    int port = Integer.parseInt(args[0]);
    var server = Undertow.builder();
    if (args.length > 2) {
      server
          .addHttpsListener(port + 1, "127.0.0.1", context(Path.of(args[2])))
          .setServerOption(UndertowOptions.ENABLE_HTTP2, true);
    }
    server
        .addHttpListener(port, "127.0.0.1")
        .setIoThreads(Runtime.getRuntime().availableProcessors())
        .setSocketOption(Options.BACKLOG, BACKLOG)
        .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, (int) IDLE_TIMEOUT.toMillis())
        // As in the project's own benchmark: HTTP/1.1 does not need `Connection: keep-alive`.
        .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
        .setHandler(new UndertowPeer(Path.of(args[1]))::answer)
        .build()
        .start();
  }

  private static SSLContext context(Path identity) throws IOException, GeneralSecurityException {
    char[] password = "password".toCharArray();
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(KeyStore.getInstance(identity.resolve("identity.p12").toFile(), password), password);
    var context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private void answer(HttpServerExchange exchange) throws IOException {
    switch (exchange.getRequestPath()) {
      case "/hello" -> hello(exchange);
      case "/json" -> json(exchange);
      case "/echo" -> exchange.getRequestReceiver().receiveFullBytes(UndertowPeer::echo);
      case "/sleep" -> exchange.dispatch(BLOCKING, UndertowPeer::sleep);
      case "/download" -> download(exchange);
      default -> exchange.setStatusCode(StatusCodes.NOT_FOUND);
    }
  }

  private static void hello(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
    exchange.getResponseSender().send("Hello, World!");
  }

  private static void json(HttpServerExchange exchange) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
    exchange.getResponseSender().send(new Message("Hello, World!").toJson());
  }

  private static void echo(HttpServerExchange exchange, byte[] content) {
    exchange.getResponseSender().send(ByteBuffer.wrap(content));
  }

  private static void sleep(HttpServerExchange exchange) throws InterruptedException {
    Thread.sleep(10);
    hello(exchange);
  }

  /// The sender transfers from file to socket; the file is closed when all is sent.
  private void download(HttpServerExchange exchange) throws IOException {
    FileChannel channel = FileChannel.open(file);
    exchange.setResponseContentLength(channel.size());
    exchange.addExchangeCompleteListener(
        (_, next) -> {
          IoUtils.safeClose(channel);
          next.proceed();
        });
    exchange.getResponseSender().transferFrom(channel, IoCallback.END_EXCHANGE);
  }

  private record Message(String message) {
    String toJson() {
      return "{\"message\":\"" + message + "\"}";
    }
  }
}
