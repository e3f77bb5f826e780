package weft.bench.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;

/// Embedded Tomcat with its NIO connector and one servlet, on virtual threads.
public final class TomcatPeer {
  private static final int BACKLOG = 4096;
  private static final int CONNECTIONS_MAX = 20_000;
  private static final Duration IDLE_TIMEOUT = Duration.ofHours(1);

  private TomcatPeer() {}

  /// Serves on 127.0.0.1 until the process ends.
  ///
  /// @param args the port, the file of the download route
  public static void main(String[] args) throws IOException, LifecycleException {
    var tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("tomcat-peer").toString());
    tomcat.setConnector(connector(Integer.parseInt(args[0])));
    Context context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "routes", new Routes(new File(args[1]))).addMapping("/");
    tomcat.start();
    tomcat.getServer().await();
  }

  private static Connector connector(int port) {
    var protocol = new Http11NioProtocol();
    protocol.setProperty("address", "127.0.0.1");
    protocol.setProperty("useVirtualThreads", "true");
    protocol.setAcceptCount(BACKLOG);
    protocol.setMaxConnections(CONNECTIONS_MAX);
    protocol.setMaxKeepAliveRequests(-1);
    protocol.setKeepAliveTimeout((int) IDLE_TIMEOUT.toMillis());
    protocol.setConnectionTimeout((int) IDLE_TIMEOUT.toMillis());
    var connector = new Connector(protocol);
    connector.setPort(port);
    return connector;
  }

  @SuppressWarnings("serial") // A servlet is Serializable, this one is never serialized.
  private static final class Routes extends HttpServlet {
    private static final int CONTENT_BYTES_MAX = 1 << 20;
    private static final int CONTENTS_MAX = 64;
    private static final byte[] HELLO = "Hello, World!".getBytes(US_ASCII);

    /// The arrays of the echo route, used again.
    private static final BlockingQueue<byte[]> CONTENTS = new ArrayBlockingQueue<>(CONTENTS_MAX);

    private final File file;

    Routes(File file) {
      this.file = file;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      switch (request.getRequestURI()) {
        case "/hello" -> hello(response);
        case "/json" -> json(response);
        case "/echo" -> echo(request, response);
        case "/sleep" -> sleep(response);
        case "/download" -> download(request, response);
        default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
      }
    }

    private static void hello(HttpServletResponse response) throws IOException {
      send(response, "text/plain", HELLO, HELLO.length);
    }

    private static void json(HttpServletResponse response) throws IOException {
      byte[] json = new Message("Hello, World!").toJson().getBytes(US_ASCII);
      send(response, "application/json", json, json.length);
    }

    private static void echo(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      byte[] kept = CONTENTS.poll();
      byte[] content = kept == null ? new byte[CONTENT_BYTES_MAX] : kept;
      int length = request.getInputStream().readNBytes(content, 0, content.length);
      send(response, "application/octet-stream", content, length);
      boolean _ = CONTENTS.offer(content);
    }

    private static void sleep(HttpServletResponse response) throws IOException {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      hello(response);
    }

    private static void send(HttpServletResponse response, String type, byte[] content, int length)
        throws IOException {
      response.setContentType(type);
      response.setContentLength(length);
      response.getOutputStream().write(content, 0, length);
    }

    /// The connector sends the file that the attributes name, by sendfile, after this returns.
    private void download(HttpServletRequest request, HttpServletResponse response) {
      long length = file.length();
      response.setContentLengthLong(length);
      request.setAttribute("org.apache.tomcat.sendfile.filename", file.getAbsolutePath());
      request.setAttribute("org.apache.tomcat.sendfile.start", 0L);
      request.setAttribute("org.apache.tomcat.sendfile.end", length);
    }
  }

  private record Message(String message) {
    String toJson() {
      return "{\"message\":\"" + message + "\"}";
    }
  }
}
