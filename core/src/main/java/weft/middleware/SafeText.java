package weft.middleware;

/// Text of clients, made safe for a line of a log or for JSON.
final class SafeText {

  /// How much of one text is kept.
  private static final int CHARACTERS_MAX = 4096;

  private SafeText() {}

  /// Returns `s` for a place between blanks: as [#quoted], blanks escaped too, and `-` if empty.
  static String word(String s) {
    return s.isEmpty() ? "-" : quoted(s).replace(" ", "\\x20");
  }

  /// Returns `s` for a place between quotes: whatever is not printable ASCII as `\xhh`, or with `u`
  /// and four digits if it is no octet; quotes and backslashes after a backslash.
  static String quoted(String s) {
    return escaped(s, "\\x%02x");
  }

  /// Returns `s` as a string of JSON with its quotes, in ASCII (RFC 8259 §7).
  static String json(String s) {
    return '"' + escaped(s, "\\u%04x") + '"';
  }

  private static String escaped(String s, String octet) {
    var out = new StringBuilder(s.length() + 8);
    int end = Math.min(s.length(), CHARACTERS_MAX);
    for (int i = 0; i < end; i++) {
      char c = s.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        out.append(c);
      } else {
        out.append(String.format(c <= 0xff ? octet : "\\u%04x", (int) c));
      }
    }
    return end < s.length() ? out.append("...").toString() : out.toString();
  }
}
