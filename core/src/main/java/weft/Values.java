package weft;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import weft.internal.text.PercentEncoding;

/// The parameters of a query or of a form: names, each with one or more values. Immutable.
///
/// Names are compared with case and keep the order in which they first appeared. A look-up takes
/// constant time, also when a peer chose the names.
public final class Values {

  private static final Values EMPTY = new Values(Map.of());
  private static final String FORM = "application/x-www-form-urlencoded";

  private final Map<String, List<String>> map;

  private Values(Map<String, List<String>> map) {
    this.map = map;
  }

  /// Returns the parameters of the given names, each followed by its value.
  ///
  /// @throws IllegalArgumentException if the number of strings is odd
  public static Values of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("a name without a value: " + namesAndValues.length);
    }
    var map = new LinkedHashMap<String, List<String>>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      put(map, namesAndValues[i], namesAndValues[i + 1]);
    }
    return frozen(map);
  }

  /// Returns the parameters of `encoded`, which is `application/x-www-form-urlencoded` as a query
  /// is: `a=1&b=x+y`. A name without `=` has the value "".
  ///
  /// @throws StatusException with 400 if a `%` is not followed by two hexadecimal digits, if there
  ///   is a semicolon, which some peers take for a separator, or if there are more than
  ///   `parametersMax` parameters
  public static Values parse(String encoded, int parametersMax) throws StatusException {
    var map = new LinkedHashMap<String, List<String>>();
    int count = 0;
    for (int start = 0; start < encoded.length(); ) {
      int end = endOfParameter(encoded, start);
      if (end > start) {
        if (++count > parametersMax) {
          throw new StatusException(
              Status.BAD_REQUEST, "more than " + parametersMax + " parameters");
        }
        String problem = problem(encoded.substring(start, end));
        if (problem != null) {
          throw new StatusException(Status.BAD_REQUEST, problem);
        }
        putDecoded(map, encoded.substring(start, end));
      }
      start = end + 1;
    }
    return frozen(map);
  }

  /// Returns the first `parametersMax` parameters of `encoded`, without those that [#parse] would
  /// refuse.
  public static Values parseLenient(String encoded, int parametersMax) {
    var map = new LinkedHashMap<String, List<String>>();
    int count = 0;
    for (int start = 0; start < encoded.length() && count < parametersMax; ) {
      int end = endOfParameter(encoded, start);
      String parameter = encoded.substring(start, end);
      if (!parameter.isEmpty()) {
        count++;
        if (problem(parameter) == null) {
          putDecoded(map, parameter);
        }
      }
      start = end + 1;
    }
    return frozen(map);
  }

  /// Reads the content of `request` if it is a form, see [Request#postForm()]. Blocks.
  static Values parseContent(Request request) throws IOException {
    if (!hasForm(request)) {
      return EMPTY;
    }
    int bytesMax = request.limits().formBytesMax();
    if (request.contentLength() > bytesMax) {
      throw new ContentTooLargeException(bytesMax);
    }
    InputStream body = request.body();
    byte[] content = body.readNBytes(bytesMax);
    if (content.length == bytesMax && body.read() >= 0) {
      throw new ContentTooLargeException(bytesMax);
    }
    String encoded = new String(content, StandardCharsets.UTF_8);
    return parse(encoded, request.limits().queryParametersMax());
  }

  private static boolean hasForm(Request request) {
    return switch (request.method()) {
      case Methods.POST, Methods.PUT, Methods.PATCH -> {
        String type = request.header().get("Content-Type");
        yield type != null && FORM.equalsIgnoreCase(type.split(";", 2)[0].strip());
      }
      default -> false;
    };
  }

  /// Returns the first value of `name`, or null if there is none, as [Header#get] does.
  public @Nullable String get(String name) {
    List<String> values = map.get(name);
    return values == null ? null : values.getFirst();
  }

  /// Returns the first value of `name`, or `fallback` if there is none.
  public String get(String name, String fallback) {
    List<String> values = map.get(name);
    return values == null ? fallback : values.getFirst();
  }

  /// Returns all values of `name`, in order; empty if there is none. Cannot be changed.
  public List<String> values(String name) {
    return map.getOrDefault(name, List.of());
  }

  /// Returns whether there is a parameter `name`, also if its value is empty.
  public boolean contains(String name) {
    return map.containsKey(name);
  }

  /// Returns the names, each once, in the order of their first appearance. Cannot be changed.
  public Set<String> names() {
    return map.keySet();
  }

  /// Returns how many names there are.
  public int size() {
    return map.size();
  }

  /// Returns whether there is no parameter.
  public boolean isEmpty() {
    return map.isEmpty();
  }

  /// Returns the names with their values. Cannot be changed.
  public Map<String, List<String>> asMap() {
    return map;
  }

  /// Returns these parameters and `more`; where both have a name, the values of these come first.
  public Values and(Values more) {
    if (more.isEmpty() || isEmpty()) {
      return isEmpty() ? more : this;
    }
    var all = new LinkedHashMap<String, List<String>>();
    for (Values part : List.of(this, more)) {
      part.map.forEach((name, values) -> values.forEach(value -> put(all, name, value)));
    }
    return frozen(all);
  }

  /// Returns the parameters as `application/x-www-form-urlencoded`: what [#parse] takes, without a
  /// leading `?`. The names keep their order; Go sorts them, because its maps have none.
  public String encode() {
    var out = new StringJoiner("&");
    map.forEach(
        (name, values) -> {
          String prefix = PercentEncoding.encodeForm(name) + "=";
          values.forEach(value -> out.add(prefix + PercentEncoding.encodeForm(value)));
        });
    return out.toString();
  }

  /// Returns whether `other` has the same names and values; the order of the names does not count.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Values that && map.equals(that.map);
  }

  @Override
  public int hashCode() {
    return map.hashCode();
  }

  /// Returns what [#encode()] does, which has no control characters.
  @Override
  public String toString() {
    return encode();
  }

  private static int endOfParameter(String encoded, int start) {
    int end = encoded.indexOf('&', start);
    return end < 0 ? encoded.length() : end;
  }

  private static @Nullable String problem(String parameter) {
    if (parameter.indexOf(';') >= 0) {
      return "semicolon between parameters";
    }
    return PercentEncoding.isValid(parameter) ? null : "malformed percent-encoding in a parameter";
  }

  private static void putDecoded(Map<String, List<String>> map, String parameter) {
    int equals = parameter.indexOf('=');
    String name = equals < 0 ? parameter : parameter.substring(0, equals);
    String value = equals < 0 ? "" : parameter.substring(equals + 1);
    put(map, PercentEncoding.decodeForm(name), PercentEncoding.decodeForm(value));
  }

  private static void put(Map<String, List<String>> map, String name, String value) {
    map.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
  }

  private static Values frozen(Map<String, List<String>> map) {
    if (map.isEmpty()) {
      return EMPTY;
    }
    map.replaceAll((_, values) -> Collections.unmodifiableList(values));
    return new Values(Collections.unmodifiableMap(map));
  }
}
