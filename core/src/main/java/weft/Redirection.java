package weft;

import java.util.ArrayDeque;
import weft.internal.text.PercentEncoding;

/// Where a redirection leads, and the page that says so.
final class Redirection {

  private Redirection() {}

  /// Returns the value of the Location field for `url` in answer to a request for `escapedPath`:
  /// `url` itself if it has a scheme, else an absolute path that cannot name a host.
  static String location(String escapedPath, String url) {
    String encoded = PercentEncoding.encodeReference(url);
    if (hasScheme(encoded)) {
      return encoded;
    }
    int end = endOfPath(encoded);
    String path = encoded.substring(0, end);
    if (!path.startsWith("/")) {
      path = escapedPath.substring(0, escapedPath.lastIndexOf('/') + 1) + path;
    }
    return clean(path) + encoded.substring(end);
  }

  /// Returns a line of HTML that links to `location`.
  static String page(String location, int status) {
    return "<a href=\"" + escape(location) + "\">" + Status.text(status) + "</a>.\n";
  }

  // scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )
  private static boolean hasScheme(String url) {
    for (int i = 0; i < url.length(); i++) {
      char c = url.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (c == ':') {
        return i > 0;
      }
      if (!letter && (i == 0 || !((c >= '0' && c <= '9') || "+-.".indexOf(c) >= 0))) {
        return false;
      }
    }
    return false;
  }

  private static int endOfPath(String url) {
    int end = 0;
    while (end < url.length() && url.charAt(end) != '?' && url.charAt(end) != '#') {
      end++;
    }
    return end;
  }

  /// Resolves `.` and `..` and makes one slash of several; a slash at the end stays.
  private static String clean(String path) {
    var segments = new ArrayDeque<String>();
    for (String segment : path.split("/", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> segments.pollLast();
        default -> segments.add(segment);
      }
    }
    String cleaned = "/" + String.join("/", segments);
    return path.endsWith("/") && !segments.isEmpty() ? cleaned + "/" : cleaned;
  }

  private static String escape(String s) {
    return s.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;");
  }
}
