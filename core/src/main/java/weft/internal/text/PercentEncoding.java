package weft.internal.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Percent-encoding (RFC 3986 §2.1) of UTF-8.
public final class PercentEncoding {

  private static final String HEX = "0123456789ABCDEF";

  private PercentEncoding() {}

  /// Returns `s` decoded. A `%` without two hexadecimal digits stays as it is, and octets that are
  /// not UTF-8 (overlong forms among them) become U+FFFD.
  public static String decode(String s) {
    return s.indexOf('%') < 0 ? s : decodeAll(s, false);
  }

  /// Returns the octets that `s` stands for as the characters U+0000 to U+00FF.
  public static String decodeOctets(String s) {
    return isPlain(s) ? s : decodeAll(s, false, StandardCharsets.ISO_8859_1);
  }

  /// Returns the octets of `s`, characters up to U+00FF, with all but unreserved characters (RFC
  /// 3986 §2.3) encoded: a segment of a path.
  public static String encodeOctets(String s) {
    var out = new StringBuilder(s.length() + 16);
    for (byte b : s.getBytes(StandardCharsets.ISO_8859_1)) {
      if (isUnreserved(b)) {
        out.append((char) b);
      } else {
        appendEscape(out, b);
      }
    }
    return out.toString();
  }

  /// Returns `s` decoded as `application/x-www-form-urlencoded`, where `+` is a blank.
  public static String decodeForm(String s) {
    return s.indexOf('+') < 0 && s.indexOf('%') < 0 ? s : decodeAll(s, true);
  }

  /// Returns whether every `%` of `s` is followed by two hexadecimal digits.
  public static boolean isValid(String s) {
    for (int i = s.indexOf('%'); i >= 0; i = s.indexOf('%', i + 3)) {
      if (!isEscape(s, i)) {
        return false;
      }
    }
    return true;
  }

  /// Returns `s` encoded as `application/x-www-form-urlencoded`: unreserved characters (RFC 3986
  /// §2.3) stay, a blank becomes `+`, everything else is percent-encoded.
  public static String encodeForm(String s) {
    var out = new StringBuilder(s.length() + 16);
    for (byte b : s.getBytes(StandardCharsets.UTF_8)) {
      if (b == ' ') {
        out.append('+');
      } else if (isUnreserved(b)) {
        out.append((char) b);
      } else {
        appendEscape(out, b);
      }
    }
    return out.toString();
  }

  /// Returns `s` with what a Location field must not have percent-encoded, and the rest, escapes
  /// among it, as it is: blanks, controls, non-ASCII, and the backslash, which browsers take for a
  /// slash.
  public static String encodeReference(String s) {
    var out = new StringBuilder(s.length() + 16);
    for (byte b : s.getBytes(StandardCharsets.UTF_8)) {
      if (b <= ' ' || b == 0x7f || b == '\\') { // bytes above 0x7f are negative
        appendEscape(out, b);
      } else {
        out.append((char) b);
      }
    }
    return out.toString();
  }

  private static void appendEscape(StringBuilder out, byte b) {
    out.append('%').append(HEX.charAt(b >> 4 & 0xf)).append(HEX.charAt(b & 0xf));
  }

  private static boolean isUnreserved(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || "-._~".indexOf(b) >= 0;
  }

  /// Returns where in the encoded path the decoded `prefix` ends, -1 if the path does not start
  /// with it. A slash of the prefix is not matched by `%2F`, which never separates segments.
  public static int endOfPrefix(String encodedPath, String prefix) {
    int at = 0;
    for (byte wanted : prefix.getBytes(StandardCharsets.UTF_8)) {
      if (at >= encodedPath.length()) {
        return -1;
      }
      char c = encodedPath.charAt(at);
      boolean escaped = c == '%' && isEscape(encodedPath, at);
      int octet = escaped ? octet(encodedPath, at) : c;
      if (octet != (wanted & 0xff) || (escaped && octet == '/') || c >= 128) {
        return -1;
      }
      at += escaped ? 3 : 1;
    }
    return at;
  }

  private static int octet(String s, int at) {
    return hex(s.charAt(at + 1)) << 4 | hex(s.charAt(at + 2));
  }

  private static String decodeAll(String s, boolean plusIsBlank) {
    return decodeAll(s, plusIsBlank, StandardCharsets.UTF_8);
  }

  private static String decodeAll(String s, boolean plusIsBlank, Charset charset) {
    byte[] in = s.getBytes(StandardCharsets.UTF_8);
    int length = 0;
    for (int at = 0; at < in.length; at++) {
      byte b = in[at];
      if (b == '%' && at + 2 < in.length && hex(in[at + 1]) >= 0 && hex(in[at + 2]) >= 0) {
        b = (byte) (hex(in[at + 1]) << 4 | hex(in[at + 2]));
        at += 2;
      } else if (b == '+' && plusIsBlank) {
        b = ' ';
      }
      in[length++] = b;
    }
    return new String(in, 0, length, charset);
  }

  private static boolean isPlain(String s) {
    for (int i = 0; i < s.length(); i++) {
      if (s.charAt(i) == '%' || s.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }

  private static boolean isEscape(String s, int at) {
    return at + 2 < s.length() && hex(s.charAt(at + 1)) >= 0 && hex(s.charAt(at + 2)) >= 0;
  }

  private static int hex(int c) {
    return Character.digit(c < 128 ? c : 0, 16);
  }
}
