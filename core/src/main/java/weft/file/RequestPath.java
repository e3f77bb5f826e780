package weft.file;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.internal.text.PercentEncoding;

/// The names that a request's path consists of, from the root down.
///
/// A name holds octets, as the characters U+0000 to U+00FF: file names need not be UTF-8.
///
/// @param names none is empty, `.` or `..`, and none has a separator
/// @param folder whether the path is that of a folder: it ends with a slash, or is the root
record RequestPath(List<String> names, boolean folder) {

  private static final String WELL_KNOWN = ".well-known";

  /// Returns the names of a path whose segments are percent-encoded (RFC 3986 §3.3), or null if a
  /// name in it can be no file's: it has a slash, a backslash or NUL.
  ///
  /// `.`, `..` and empty segments are resolved, encoded or not; `..` at the root is the root.
  static @Nullable RequestPath parse(String escapedPath) {
    var names = new ArrayList<String>();
    int end;
    for (int at = 0; at <= escapedPath.length(); at = end + 1) {
      int slash = escapedPath.indexOf('/', at);
      end = slash < 0 ? escapedPath.length() : slash;
      enter(names, PercentEncoding.decodeOctets(escapedPath.substring(at, end)));
    }
    boolean folder = names.isEmpty() || escapedPath.endsWith("/");
    for (String name : names) {
      if (!isName(name)) {
        return null;
      }
    }
    return new RequestPath(List.copyOf(names), folder);
  }

  private static void enter(List<String> names, String name) {
    switch (name) {
      case "", "." -> {}
      case ".." -> {
        if (!names.isEmpty()) {
          names.removeLast();
        }
      }
      default -> names.add(name);
    }
  }

  /// Returns whether `name` can be that of a file.
  static boolean isName(String name) {
    boolean drive = File.separatorChar == '\\' && name.indexOf(':') >= 0; // or a second stream
    return name.indexOf('/') < 0 && name.indexOf('\\') < 0 && name.indexOf('\0') < 0 && !drive;
  }

  /// Returns whether a name begins with a dot, other than `/.well-known` (RFC 8615 §3).
  boolean isHidden() {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).startsWith(".") && !(i == 0 && names.get(i).equals(WELL_KNOWN))) {
        return true;
      }
    }
    return false;
  }

  /// Returns the last name, empty for the root.
  String last() {
    return names.isEmpty() ? "" : names.getLast();
  }

  /// Returns the path of `name` in this folder.
  RequestPath child(String name) {
    var longer = new ArrayList<>(names);
    longer.add(name);
    return new RequestPath(List.copyOf(longer), false);
  }

  /// Returns the path of this file with `suffix` added to its name.
  RequestPath sibling(String suffix) {
    var other = new ArrayList<>(names);
    other.set(names.size() - 1, names.getLast() + suffix);
    return new RequestPath(List.copyOf(other), false);
  }

  /// Returns the names joined by slashes, as UTF-8; octets that are not become U+FFFD.
  String text() {
    byte[] octets = String.join("/", names).getBytes(StandardCharsets.ISO_8859_1);
    return new String(octets, StandardCharsets.UTF_8);
  }
}
