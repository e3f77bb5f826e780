package weft.internal.text;

import java.nio.charset.StandardCharsets;

/// The character classes of RFC 9110 §5.6 and RFC 9110 §5.5, as one table.
public final class Tokens {

  private static final byte TOKEN = 1;
  private static final byte VALUE = 2;
  private static final byte TARGET = 4;

  private static final byte[] CLASSES = new byte[256];

  static {
    // tchar = "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." / "^" / "_" / "`" / "|" /
    // "~"
    //         / DIGIT / ALPHA
    String tchars = "!#$%&'*+-.^_`|~0123456789";
    for (int c = 0; c < 256; c++) {
      boolean alpha = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (alpha || (c < 128 && tchars.indexOf(c) >= 0)) {
        CLASSES[c] |= TOKEN;
      }
      // field-content = field-vchar / SP / HTAB; field-vchar = VCHAR / obs-text
      if (c == '\t' || (c >= ' ' && c != 0x7f)) {
        CLASSES[c] |= VALUE;
      }
      // A target has neither blanks nor controls, and a fragment or non-ASCII never reaches the
      // wire.
      if (c > ' ' && c < 0x7f && c != '#') {
        CLASSES[c] |= TARGET;
      }
    }
  }

  private Tokens() {}

  /// Returns whether `c` may stand in a token (RFC 9110 §5.6.2).
  public static boolean isTokenChar(int c) {
    return c < 256 && (CLASSES[c] & TOKEN) != 0;
  }

  /// Returns whether `c` may stand in a field value (RFC 9110 §5.5).
  public static boolean isValueChar(int c) {
    return c < 256 && (CLASSES[c] & VALUE) != 0;
  }

  /// Returns whether `c` may stand in a request target (RFC 9112 §3.2).
  public static boolean isTargetChar(int c) {
    return c < 256 && (CLASSES[c] & TARGET) != 0;
  }

  /// Returns whether `s` is a token: not empty and made of tchar (RFC 9110 §5.6.2).
  public static boolean isToken(String s) {
    for (int i = 0; i < s.length(); i++) {
      if (!isTokenChar(s.charAt(i))) {
        return false;
      }
    }
    return !s.isEmpty();
  }

  /// Returns whether `s` may be a request target: not empty and made of the characters that one has
  /// (RFC 9112 §3.2).
  public static boolean isTarget(String s) {
    for (int i = 0; i < s.length(); i++) {
      if (!isTargetChar(s.charAt(i))) {
        return false;
      }
    }
    return !s.isEmpty();
  }

  /// Returns whether `s` is a protocol version: `HTTP/` and a digit, a dot and a digit (RFC 9112
  /// §2.3).
  public static boolean isProtocol(String s) {
    return s.length() == 8
        && s.startsWith("HTTP/")
        && isDigit(s.charAt(5))
        && s.charAt(6) == '.'
        && isDigit(s.charAt(7));
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /// Returns whether `s` is a field value: no control but HTAB, nothing above U+00FF, no white
  /// space at its ends (RFC 9110 §5.5).
  public static boolean isFieldValue(String s) {
    for (int i = 0; i < s.length(); i++) {
      if (!isValueChar(s.charAt(i))) {
        return false;
      }
    }
    return s.isEmpty() || !(isBlank(s.charAt(0)) || isBlank(s.charAt(s.length() - 1)));
  }

  /// Returns whether `c` is optional white space, OWS (RFC 9110 §5.6.3).
  public static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  /// Returns `s` without the optional white space at its ends.
  public static String trim(String s) {
    int from = 0;
    int to = s.length();
    while (from < to && isBlank(s.charAt(from))) {
      from++;
    }
    while (to > from && isBlank(s.charAt(to - 1))) {
      to--;
    }
    return s.substring(from, to);
  }

  /// Returns the text whose octets in UTF-8 are the characters of `octets`, as a field value holds
  /// them.
  public static String utf8(String octets) {
    return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /// Returns whether the comma-separated list `value` has the token `token`, compared without case
  /// (RFC 9110 §5.6.1).
  public static boolean listHas(String value, String token) {
    int start = 0;
    while (start <= value.length()) {
      int comma = value.indexOf(',', start);
      int end = comma < 0 ? value.length() : comma;
      int from = start;
      int to = end;
      while (from < to && isBlank(value.charAt(from))) {
        from++;
      }
      while (to > from && isBlank(value.charAt(to - 1))) {
        to--;
      }
      if (to - from == token.length() && value.regionMatches(true, from, token, 0, to - from)) {
        return true;
      }
      start = end + 1;
    }
    return false;
  }

  /// Returns `s` with everything that is not printable ASCII, and the backslash, escaped, cut at
  /// 200 characters: what came from the wire, made safe for a log line.
  public static String escape(String s) {
    var out = new StringBuilder(Math.min(s.length(), 200) + 8);
    for (int i = 0; i < s.length(); i++) {
      if (out.length() >= 200) {
        return out.append("...").toString();
      }
      char c = s.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '\\' && c != '"') {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.toString();
  }
}
