package weft;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import weft.internal.text.HostText;
import weft.internal.text.HttpDate;
import weft.internal.text.Tokens;

/// The grammar of Cookie and Set-Cookie fields, with the leniency of Go: a value may have blanks
/// and commas (RFC 6265 §4.1.1 has neither).
final class CookieParser {

  private static final int DOMAIN_LENGTH_MAX = 255;
  private static final int LABEL_LENGTH_MAX = 63;

  private CookieParser() {}

  /// Returns the cookie of `name=value`, empty if one of them is not valid. A missing `=` is an
  /// empty value.
  static Optional<Cookie.Builder> pair(String part) {
    String text = part.strip();
    int equals = text.indexOf('=');
    String name = (equals < 0 ? text : text.substring(0, equals)).strip();
    String raw = equals < 0 ? "" : text.substring(equals + 1);
    boolean quoted = raw.length() > 1 && raw.startsWith("\"") && raw.endsWith("\"");
    String value = quoted ? raw.substring(1, raw.length() - 1) : raw;
    return isName(name) && isValue(value)
        ? Optional.of(new Cookie.Builder(name, value).quoted(quoted))
        : Optional.empty();
  }

  /// As [#pair], but the `=` must be there and follow the name at once.
  static Optional<Cookie.Builder> strictPair(String part) {
    String text = part.strip();
    int equals = text.indexOf('=');
    return equals < 0 || !isName(text.substring(0, equals)) ? Optional.empty() : pair(text);
  }

  static Optional<Cookie.Builder> setCookie(String field) {
    String[] parts = field.split(";", -1);
    Optional<Cookie.Builder> cookie = parts[0].indexOf('=') < 0 ? Optional.empty() : pair(parts[0]);
    cookie.ifPresent(
        builder -> {
          for (int i = 1; i < parts.length; i++) {
            attribute(builder, parts[i]);
          }
        });
    return cookie;
  }

  private static void attribute(Cookie.Builder cookie, String text) {
    int equals = text.indexOf('=');
    String name = (equals < 0 ? text : text.substring(0, equals)).strip();
    String value = equals < 0 ? "" : text.substring(equals + 1).strip();
    switch (name.toLowerCase(Locale.ROOT)) {
      case "path" -> ifValid(isValue(value), () -> cookie.path(value));
      case "domain" -> ifValid(isDomain(value), () -> cookie.domain(value));
      case "expires" -> expires(cookie, value);
      case "max-age" -> maxAge(cookie, value);
      case "secure" -> cookie.secure(true);
      case "httponly" -> cookie.httpOnly(true);
      case "samesite" -> sameSite(cookie, value);
      case "partitioned" -> cookie.partitioned(true);
      default -> {} // an unknown attribute is ignored (RFC 6265 §5.2)
    }
  }

  private static void ifValid(boolean valid, Runnable set) {
    if (valid) {
      set.run();
    }
  }

  /// Takes the forms of RFC 9110 §5.6.7 and that of Netscape, `Wed, 23-Nov-2011 01:05:03 GMT`.
  private static void expires(Cookie.Builder cookie, String value) {
    boolean netscape = value.length() == 29 && value.charAt(7) == '-' && value.charAt(11) == '-';
    OptionalLong second = HttpDate.parse(netscape ? value.replace('-', ' ') : value);
    if (second.isPresent()) {
      Instant time = Instant.ofEpochSecond(second.getAsLong());
      ifValid(Cookie.Builder.canExpire(time), () -> cookie.expires(time));
    }
  }

  /// Takes a decimal number without leading zeros; less than zero is the same as zero.
  private static void maxAge(Cookie.Builder cookie, String value) {
    boolean negative = value.startsWith("-");
    String digits = negative ? value.substring(1) : value;
    boolean number = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (number && digits.length() <= 18 && (digits.length() == 1 || digits.charAt(0) != '0')) {
      cookie.maxAge(Duration.ofSeconds(negative ? 0 : Long.parseLong(digits)));
    }
  }

  private static void sameSite(Cookie.Builder cookie, String value) {
    switch (value.toLowerCase(Locale.ROOT)) {
      case "lax" -> cookie.sameSite(Cookie.SameSite.LAX);
      case "strict" -> cookie.sameSite(Cookie.SameSite.STRICT);
      case "none" -> cookie.sameSite(Cookie.SameSite.NONE);
      default -> {}
    }
  }

  static boolean isName(String s) {
    return Tokens.isToken(s);
  }

  static boolean isValue(String s) {
    return s.chars().allMatch(c -> isPathChar(c) && c != '"' && c != '\\');
  }

  static boolean isPath(String s) {
    return s.equals(s.strip()) && s.chars().allMatch(CookieParser::isPathChar);
  }

  private static boolean isPathChar(int c) {
    return c >= ' ' && c < 0x7f && c != ';';
  }

  /// Returns whether `s` is a name of labels with at least one letter, or an IPv4 address; a
  /// leading dot counts for nothing.
  static boolean isDomain(String s) {
    String name = s.startsWith(".") ? s.substring(1) : s;
    if (name.isEmpty() || s.length() > DOMAIN_LENGTH_MAX) {
      return false;
    }
    for (String label : name.split("\\.", -1)) {
      if (!isLabel(label)) {
        return false;
      }
    }
    return name.chars().anyMatch(CookieParser::isLetter) || HostText.isIpv4(s);
  }

  private static boolean isLabel(String s) {
    return !s.isEmpty()
        && s.length() <= LABEL_LENGTH_MAX
        && !s.startsWith("-")
        && !s.endsWith("-")
        && s.chars().allMatch(c -> isLetter(c) || (c >= '0' && c <= '9') || c == '-');
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
