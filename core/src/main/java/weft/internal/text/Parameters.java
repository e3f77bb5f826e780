package weft.internal.text;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A field value with parameters, such as `form-data; name="a"` or `text/plain; charset=utf-8` (RFC
/// 9110 §5.6.6).
///
/// ```
///   field      = value *( OWS ";" OWS [ parameter ] )
///   parameter  = name "=" ( token / quoted-string )
/// ```
///
/// @param value what stands before the first semicolon, in lower case
/// @param byName the parameters, by their names in lower case, values without quotes
public record Parameters(String value, Map<String, String> byName) {

  /// Returns the value taken apart, or null if it is malformed or has a parameter twice.
  ///
  /// Deviates: a backslash in a quoted string stays, unless a quote or another backslash follows,
  /// because some clients send `"C:\file"`.
  public static @Nullable Parameters parse(String field) {
    int semicolon = field.indexOf(';');
    String value = Tokens.trim(semicolon < 0 ? field : field.substring(0, semicolon));
    var parser = new Parser(field, semicolon < 0 ? field.length() : semicolon);
    return parser.parse() ? new Parameters(value.toLowerCase(Locale.ROOT), parser.byName) : null;
  }

  private static final class Parser {
    private final String text;
    private final Map<String, String> byName = new HashMap<>();
    private int at;

    Parser(String text, int at) {
      this.text = text;
      this.at = at;
    }

    boolean parse() {
      skipBlanks();
      while (at < text.length()) {
        if (text.charAt(at++) != ';') {
          return false;
        }
        skipBlanks();
        if (at < text.length() && text.charAt(at) != ';' && !parameter()) {
          return false;
        }
        skipBlanks();
      }
      return true;
    }

    private boolean parameter() {
      String name = token().toLowerCase(Locale.ROOT);
      if (name.isEmpty() || at == text.length() || text.charAt(at++) != '=') {
        return false;
      }
      boolean quoted = at < text.length() && text.charAt(at) == '"';
      String value = quoted ? quotedString() : token();
      return value != null
          && (quoted || !value.isEmpty())
          && byName.putIfAbsent(name, value) == null;
    }

    private String token() {
      int start = at;
      while (at < text.length() && Tokens.isTokenChar(text.charAt(at))) {
        at++;
      }
      return text.substring(start, at);
    }

    /// Returns what is between the quotes, or null if the second one is missing.
    private @Nullable String quotedString() {
      var value = new StringBuilder();
      for (at++; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == '"') {
          at++;
          return value.toString();
        }
        if (c == '\\' && at + 1 < text.length() && "\"\\".indexOf(text.charAt(at + 1)) >= 0) {
          c = text.charAt(++at);
        }
        value.append(c);
      }
      return null;
    }

    private void skipBlanks() {
      while (at < text.length() && Tokens.isBlank(text.charAt(at))) {
        at++;
      }
    }
  }

  /// Returns the parameter as text, or null if there is none. What was received are octets of
  /// UTF-8. If there is one whose name ends in `*`, which says how it is encoded (RFC 8187 §3.2),
  /// that is the one.
  ///
  /// @throws IllegalArgumentException if that one is malformed, or in another charset than UTF-8
  public @Nullable String text(String name) {
    String extended = byName.get(name + "*");
    String plain = byName.get(name);
    if (extended != null) {
      return decodeExtended(extended);
    }
    return plain == null ? null : Tokens.utf8(plain);
  }

  // ext-value = charset "'" [ language ] "'" value-chars
  private static String decodeExtended(String value) {
    int first = value.indexOf('\'');
    int second = value.indexOf('\'', first + 1);
    boolean valid =
        second > 0
            && value.substring(0, first).equalsIgnoreCase("UTF-8")
            && PercentEncoding.isValid(value.substring(second));
    if (!valid) {
      throw new IllegalArgumentException("malformed extended parameter");
    }
    return PercentEncoding.decode(value.substring(second + 1));
  }
}
