package weft.pprof;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An answer of a server on this machine.
record Reply(int status, Map<String, String> header, byte[] content) {

  static Reply get(URI uri) throws IOException {
    var connection = (HttpURLConnection) uri.toURL().openConnection();
    int status = connection.getResponseCode();
    var header = new java.util.TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    connection
        .getHeaderFields()
        .forEach(
            (name, values) -> {
              if (name != null) {
                header.put(name, values.getFirst());
              }
            });
    try (InputStream in =
        status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      return new Reply(status, header, in == null ? new byte[0] : in.readAllBytes());
    }
  }

  @Nullable String field(String name) {
    return header.get(name);
  }

  String text() {
    return new String(content, StandardCharsets.UTF_8);
  }

  PprofFile profile() throws IOException {
    if (status != 200) {
      throw new AssertionError(status + " " + text());
    }
    return PprofFile.decode(content);
  }
}
