package weft;

import weft.internal.text.HtmlText;
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
    return RoutePath.clean(path) + encoded.substring(end);
  }

  /// Returns a line of HTML that links to `location`.
  static String page(String location, int status) {
    return "<a href=\"" + HtmlText.escape(location) + "\">" + Status.text(status) + "</a>.\n";
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
}
