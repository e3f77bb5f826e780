package weft.pprof;

import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Writes values as JSON (RFC 8259): maps, lists, numbers, booleans, null; anything else as the
/// string that it calls itself.
final class Json {

  private Json() {}

  static String of(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Double number when !Double.isFinite(number) -> "null";
      case Float number when !Float.isFinite(number) -> "null";
      case Number number -> number.toString();
      case Boolean bool -> bool.toString();
      case Map<?, ?> map -> object(map);
      case Iterable<?> list -> array(list);
      default -> string(value.toString());
    };
  }

  private static String object(Map<?, ?> map) {
    var members = new StringJoiner(",", "{", "}");
    map.forEach((name, value) -> members.add(string(String.valueOf(name)) + ":" + of(value)));
    return members.toString();
  }

  private static String array(Iterable<?> list) {
    var elements = new StringJoiner(",", "[", "]");
    list.forEach(element -> elements.add(of(element)));
    return elements.toString();
  }

  private static String string(String text) {
    var json = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
