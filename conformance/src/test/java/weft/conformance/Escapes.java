package weft.conformance;

/// The escapes of transcripts: `\r` `\n` `\t` `\0` `\s` (a blank that an editor would strip) `\\`,
/// `\xHH` for any octet, and `\{text*3}` for `text` three times; `text` may have escapes but no
/// `}`.
final class Escapes {

  private final String text;
  private int at;

  private Escapes(String text) {
    this.text = text;
  }

  /// Returns the octets that `text` stands for, as ISO-8859-1 characters.
  ///
  /// @throws IllegalArgumentException if an escape is not one of the above, or a character is not
  ///   an octet
  static String decode(String text) {
    return new Escapes(text).decodeAll();
  }

  private String decodeAll() {
    var octets = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c > 0x7e) {
        throw new IllegalArgumentException("write \\xHH for what is not ASCII: " + text);
      }
      octets.append(c == '\\' ? decodeOne() : c);
    }
    return octets.toString();
  }

  private String decodeOne() {
    char c = at < text.length() ? text.charAt(at++) : ' ';
    return switch (c) {
      case 'r' -> "\r";
      case 'n' -> "\n";
      case 't' -> "\t";
      case '0' -> "\0";
      case 's' -> " ";
      case '\\' -> "\\";
      case 'x' -> hex();
      case '{' -> repeated();
      default -> throw new IllegalArgumentException("unknown escape \\" + c + ": " + text);
    };
  }

  private String hex() {
    at += 2;
    if (at > text.length()) {
      throw new IllegalArgumentException("\\x needs two digits: " + text);
    }
    return String.valueOf((char) Integer.parseInt(text, at - 2, at, 16));
  }

  private String repeated() {
    int end = text.indexOf('}', at);
    int star = end < 0 ? -1 : text.lastIndexOf('*', end);
    if (star < at) {
      throw new IllegalArgumentException("a repetition is \\{text*3}: " + text);
    }
    String unit = decode(text.substring(at, star));
    at = end + 1;
    return unit.repeat(Integer.parseInt(text, star + 1, end, 10));
  }
}
