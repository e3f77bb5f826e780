package weft.bench.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;

/// The API `com.sun.net.httpserver`, handlers on virtual threads. Which server is behind it decides
/// the class path: the JDK's own, or robaho's. Their limits are system properties, in
/// `peer.properties`.
public final class JdkPeer {
  private static final int BACKLOG = 4096;
  private static final int CONTENT_BYTES_MAX = 1 << 20;
  private static final int CONTENTS_MAX = 64;
  private static final byte[] HELLO = "Hello, World!".getBytes(US_ASCII);

  /// The arrays of the echo route, used again.
  private static final BlockingQueue<byte[]> CONTENTS = new ArrayBlockingQueue<>(CONTENTS_MAX);

  private JdkPeer() {}

  /// Serves on 127.0.0.1 until the process ends.
  ///
  /// @param args the port, the file of the download route
  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[1]);
    var address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    HttpServer server = HttpServer.create(address, BACKLOG);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/hello", JdkPeer::hello);
    server.createContext("/json", JdkPeer::json);
    server.createContext("/echo", JdkPeer::echo);
    server.createContext("/sleep", JdkPeer::sleep);
    server.createContext("/download", exchange -> download(exchange, file));
    server.start();
  }

  private static void hello(HttpExchange exchange) throws IOException {
    send(exchange, "text/plain", HELLO, HELLO.length);
  }

  private static void json(HttpExchange exchange) throws IOException {
    byte[] json = new Message("Hello, World!").toJson().getBytes(US_ASCII);
    send(exchange, "application/json", json, json.length);
  }

  private static void echo(HttpExchange exchange) throws IOException {
    byte[] kept = CONTENTS.poll();
    byte[] content = kept == null ? new byte[CONTENT_BYTES_MAX] : kept;
    int length = exchange.getRequestBody().readNBytes(content, 0, content.length);
    send(exchange, "application/octet-stream", content, length);
    boolean _ = CONTENTS.offer(content);
  }

  private static void sleep(HttpExchange exchange) throws IOException {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    hello(exchange);
  }

  private static void send(HttpExchange exchange, String type, byte[] content, int length)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    // The JDK's server closes without a word, which load generators take for an error.
    if ("close".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Connection"))) {
      exchange.getResponseHeaders().set("Connection", "close");
    }
    exchange.sendResponseHeaders(200, length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(content, 0, length);
    }
  }

  /// The API has no sendfile.
  private static void download(HttpExchange exchange, Path file) throws IOException {
    exchange.sendResponseHeaders(200, Files.size(file));
    try (OutputStream out = exchange.getResponseBody()) {
      Files.copy(file, out);
    }
  }

  private record Message(String message) {
    String toJson() {
      return "{\"message\":\"" + message + "\"}";
    }
  }
}
