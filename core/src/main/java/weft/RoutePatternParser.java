package weft;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import weft.internal.text.PercentEncoding;
import weft.internal.text.Tokens;

/// Reads one pattern, from left to right.
///
/// `pattern = [ method 1*( SP / HTAB ) ] [ host ] path`
final class RoutePatternParser {

  private final String text;
  private final List<Segment> segments = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  RoutePatternParser(String text) {
    this.text = text;
  }

  RoutePattern parse() {
    int hostStart = afterMethod(text);
    String method = method(hostStart);
    int pathStart = text.indexOf('/', hostStart);
    if (pathStart < 0) {
      throw invalid(hostStart, text.isEmpty() ? "it is empty" : "it has no path");
    }
    String host = text.substring(hostStart, pathStart);
    int brace = host.indexOf('{');
    if (brace >= 0) {
      throw invalid(hostStart + brace, "a host has no wildcard; is the first slash missing?");
    }
    if (!method.isEmpty()
        && !method.equals("CONNECT")
        && !RoutePath.isClean(text.substring(pathStart))) {
      throw invalid(pathStart, "it can never match: paths are cleaned of //, /./ and /../ before");
    }
    path(pathStart);
    return new RoutePattern(
        text, method, canonicalHost(host), List.copyOf(segments), List.copyOf(names));
  }

  /// Returns where the host or path of a pattern starts, behind the method and its blanks.
  static int afterMethod(String text) {
    int blank = 0;
    while (blank < text.length() && !Tokens.isBlank(text.charAt(blank))) {
      blank++;
    }
    if (blank == text.length()) {
      return 0;
    }
    int start = blank;
    while (start < text.length() && Tokens.isBlank(text.charAt(start))) {
      start++;
    }
    return start;
  }

  private String method(int end) {
    String method = text.substring(0, end).strip();
    if (!method.isEmpty() && !Tokens.isToken(method)) {
      throw invalid(0, "not a method");
    }
    return method;
  }

  private static String canonicalHost(String host) {
    boolean brackets = host.startsWith("[") && host.endsWith("]");
    return (brackets ? host.substring(1, host.length() - 1) : host).toLowerCase(Locale.ROOT);
  }

  private void path(int start) {
    int slash = start;
    while (slash < text.length()) {
      int next = text.indexOf('/', slash + 1);
      int end = next < 0 ? text.length() : next;
      segments.add(segment(slash + 1, end));
      slash = end;
    }
  }

  private Segment segment(int start, int end) {
    String piece = text.substring(start, end);
    boolean last = end == text.length();
    if (piece.isEmpty() && last) {
      return Segment.SLASH;
    }
    if (piece.indexOf('{') < 0) {
      return new Segment(Segment.Kind.LITERAL, PercentEncoding.decode(piece));
    }
    if (piece.charAt(0) != '{' || !piece.endsWith("}")) {
      throw invalid(start, "a wildcard must be a whole segment, from { to }");
    }
    return wildcard(start, piece.substring(1, piece.length() - 1), last);
  }

  private Segment wildcard(int start, String inner, boolean last) {
    boolean rest = inner.endsWith("...");
    if ((rest || inner.equals("$")) && !last) {
      throw invalid(start, "{" + inner + "} must be the last segment");
    }
    if (inner.equals("$")) {
      return Segment.DOLLAR;
    }
    String name = rest ? inner.substring(0, inner.length() - 3) : inner;
    if (!isName(name)) {
      throw invalid(start, "a wildcard needs a name of letters, digits and _, digits not first");
    }
    if (names.contains(name)) {
      throw invalid(start, "there are two wildcards of the name " + name);
    }
    names.add(name);
    return new Segment(rest ? Segment.Kind.REST : Segment.Kind.WILD, name);
  }

  private static boolean isName(String name) {
    if (name.isEmpty() || Character.isDigit(name.codePointAt(0))) {
      return false;
    }
    return name.codePoints()
        .allMatch(c -> c == '_' || Character.isLetter(c) || Character.isDigit(c));
  }

  private IllegalArgumentException invalid(int offset, String reason) {
    return new IllegalArgumentException(
        "pattern \"" + text + "\", at offset " + offset + ": " + reason);
  }
}
