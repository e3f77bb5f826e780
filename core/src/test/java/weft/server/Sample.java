package weft.server;

/// Requests as octets.
final class Sample {

  private Sample() {}

  /// Returns a GET request with these field lines.
  static String get(String target, String... fieldLines) {
    return head("GET " + target + " HTTP/1.1", fieldLines);
  }

  /// Returns a POST request whose content has a declared length.
  static String post(String target, String content, String... fieldLines) {
    return postHead(target, content.length(), fieldLines) + content;
  }

  /// Returns the head of a POST request with content of `length` octets.
  static String postHead(String target, long length, String... fieldLines) {
    return head("POST " + target + " HTTP/1.1\r\nContent-Length: " + length, fieldLines);
  }

  /// Returns the head of a POST request with chunked content.
  static String chunkedHead(String target, String... fieldLines) {
    return head("POST " + target + " HTTP/1.1\r\nTransfer-Encoding: chunked", fieldLines);
  }

  private static String head(String start, String... fieldLines) {
    var text = new StringBuilder(start).append("\r\nHost: example.com\r\n");
    for (String line : fieldLines) {
      text.append(line).append("\r\n");
    }
    return text.append("\r\n").toString();
  }
}
