package weft;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;

/// Percent-encoded paths, as a mux sees them: clean or not.
///
/// A clean path begins with one slash and has no empty, `.` or `..` segment, but for the empty one
/// after a final slash. Escaped dots and slashes are ordinary characters here.
final class RoutePath {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private RoutePath() {}

  /// Returns whether `path` is clean. Allocates nothing.
  static boolean isClean(String path) {
    if (path.isEmpty() || path.charAt(0) != '/') {
      return false;
    }
    for (int slash = 0; slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (isDirtySegment(path, slash + 1)) {
        return false;
      }
    }
    return true;
  }

  /// Returns the clean path that `path` stands for: empty and `.` segments are dropped, `..` takes
  /// the segment before it away and stops at the root. A final slash stays, and none is added.
  static String clean(String path) {
    if (isClean(path)) {
      return path;
    }
    var kept = new ArrayList<String>();
    for (String segment : path.split("/", -1)) {
      if (segment.equals("..")) {
        if (!kept.isEmpty()) {
          kept.removeLast();
        }
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        kept.add(segment);
      }
    }
    String clean = "/" + String.join("/", kept);
    return path.endsWith("/") && !kept.isEmpty() ? clean + "/" : clean;
  }

  /// Returns `path` with every character that no path may have (RFC 3986 §3.3) percent-encoded, and
  /// nothing else changed.
  ///
  /// The backslash is among them: after `Location: /\host` some browsers leave for that host.
  static String escape(String path) {
    var out = new StringBuilder(path.length() + 8);
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      if (isPathChar(b)) {
        out.append((char) b);
      } else {
        HEX.toHexDigits(out.append('%'), b);
      }
    }
    return out.toString();
  }

  private static boolean isDirtySegment(String path, int start) {
    int left = path.length() - start;
    if (left == 0) {
      return false;
    }
    if (path.charAt(start) != '.') {
      return path.charAt(start) == '/';
    }
    int dots = left > 1 && path.charAt(start + 1) == '.' ? 2 : 1;
    return left == dots || path.charAt(start + dots) == '/';
  }

  // pchar = unreserved / pct-encoded / sub-delims / ":" / "@"
  private static boolean isPathChar(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || (b > 0 && "/-._~%!$&'()*+,;=:@".indexOf(b) >= 0);
  }
}
