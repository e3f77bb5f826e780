package weft.bench.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/// Jetty with its recommended pools: platform threads for the selectors, virtual threads for the
/// handlers.
public final class JettyPeer extends Handler.Abstract {
  private static final int BACKLOG = 4096;
  private static final int HANDLERS_MAX = 20_000;
  private static final Duration IDLE_TIMEOUT = Duration.ofHours(1);
  private static final int FILE_BUFFER = 64 * 1024;
  private static final byte[] HELLO = "Hello, World!".getBytes(US_ASCII);

  private final Path file;

  private JettyPeer(Path file) {
    this.file = file;
  }

  /// Serves on 127.0.0.1 until the process ends.
  ///
  /// @param args the port, the file of the download route, and for TLS the folder of the identity
  public static void main(String[] args) throws Exception {
    var threads = new QueuedThreadPool();
    // The default is 200 handlers at a time.
    threads.setVirtualThreadsExecutor(new VirtualThreadPool(HANDLERS_MAX));
    var server = new Server(threads);
    int port = Integer.parseInt(args[0]);
    if (args.length > 2) {
      listen(server, port + 1, tls(Path.of(args[2])));
      var plain = new HttpConfiguration();
      listen(
          server, port, new HttpConnectionFactory(plain), new HTTP2CServerConnectionFactory(plain));
    } else {
      listen(server, port, new HttpConnectionFactory());
    }
    Path file = Path.of(args[1]);
    var folder = new ResourceHandler();
    folder.setBaseResource(
        ResourceFactory.of(server).newResource(file.toAbsolutePath().getParent()));
    server.setHandler(
        new Handler.Sequence(new JettyPeer(file), new ContextHandler(folder, "/files")));
    server.start();
  }

  private static void listen(Server server, int port, ConnectionFactory... protocols) {
    var connector = new ServerConnector(server, protocols);
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    connector.setAcceptQueueSize(BACKLOG);
    connector.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    server.addConnector(connector);
  }

  private static ConnectionFactory[] tls(Path identity) {
    var keys = new SslContextFactory.Server();
    keys.setKeyStorePath(identity.resolve("identity.p12").toUri().toString());
    keys.setKeyStorePassword("password");
    var secure = new HttpConfiguration();
    var alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol("http/1.1");
    return new ConnectionFactory[] {
      new SslConnectionFactory(keys, alpn.getProtocol()),
      alpn,
      new HTTP2ServerConnectionFactory(secure),
      new HttpConnectionFactory(secure)
    };
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback)
      throws IOException, InterruptedException {
    switch (request.getHttpURI().getPath()) {
      case "/hello" -> hello(response, callback);
      case "/json" -> json(response, callback);
      case "/echo" ->
          send(
              response, "application/octet-stream", Content.Source.asByteBuffer(request), callback);
      case "/sleep" -> {
        Thread.sleep(10);
        hello(response, callback);
      }
      case "/download" -> download(response, callback);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void hello(Response response, Callback callback) {
    send(response, "text/plain", ByteBuffer.wrap(HELLO), callback);
  }

  private static void json(Response response, Callback callback) {
    byte[] json = new Message("Hello, World!").toJson().getBytes(US_ASCII);
    send(response, "application/json", ByteBuffer.wrap(json), callback);
  }

  private static void send(Response response, String type, ByteBuffer content, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, content.remaining());
    response.write(true, content, callback);
  }

  /// Jetty has no sendfile.
  private void download(Response response, Callback callback) throws IOException {
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, Files.size(file));
    ByteBufferPool buffers = getServer().getByteBufferPool();
    Content.copy(
        Content.Source.from(new ByteBufferPool.Sized(buffers, true, FILE_BUFFER), file),
        response,
        callback);
  }

  private record Message(String message) {
    String toJson() {
      return "{\"message\":\"" + message + "\"}";
    }
  }
}
