package weft.bench.suite;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Looks at one answer of a route before it is measured: a fast wrong answer is no result.
final class RouteCheck {

  private static final int TIMEOUT_MILLIS = 5_000;
  private static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] JSON =
      "{\"message\":\"Hello, World!\"}".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONTENT =
      "0123456789abcdef".repeat(4096).getBytes(StandardCharsets.US_ASCII);

  private RouteCheck() {}

  /// @throws IOException if the answer is not what the contract of the peers says
  static void check(Workload workload, int port, Path file) throws IOException {
    switch (workload.kind()) {
      case "json" -> expect(port, "/json", "application/json", JSON);
      case "echo" -> expect(port, "/echo", "", CONTENT);
      case "sleep" -> expect(port, "/sleep", "text/plain", HELLO);
      case "download" -> expect(port, "/download", "", Files.readAllBytes(file));
      default -> expect(port, "/hello", "text/plain", HELLO);
    }
  }

  private static void expect(int port, String path, String type, byte[] content)
      throws IOException {
    var url = URI.create("http://127.0.0.1:" + port + path).toURL();
    var connection = (HttpURLConnection) url.openConnection();
    connection.setReadTimeout(TIMEOUT_MILLIS);
    if (path.equals("/echo")) {
      connection.setDoOutput(true);
      connection.setFixedLengthStreamingMode(content.length);
      connection.getOutputStream().write(content);
    }
    try (InputStream in = connection.getInputStream()) {
      byte[] answer = in.readAllBytes();
      String answerType = String.valueOf(connection.getContentType());
      if (!Arrays.equals(answer, content) || !answerType.startsWith(type)) {
        throw new IOException(
            "wrong answer of " + path + ": " + answer.length + " bytes of " + answerType);
      }
      if (connection.getContentLengthLong() != content.length) {
        throw new IOException("no Content-Length from " + path);
      }
    } finally {
      connection.disconnect();
    }
  }
}
