package weft.pprof;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads JSON as maps, lists and strings; numbers and other literals as they are written.
final class JsonTree {

  private final JsonReader json;

  private JsonTree(String text) {
    json = new JsonReader(new StringReader(text));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> object(String text) throws IOException {
    var tree = new JsonTree(text);
    return (Map<String, Object>) tree.value(tree.json.next());
  }

  /// Returns what is inside of `object` at the end of a path of names, null if it is not there.
  static Object at(Map<String, Object> object, String... path) {
    Object at = object;
    for (String name : path) {
      at = at instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return at;
  }

  private Object value(JsonReader.Token token) throws IOException {
    return switch (token) {
      case BEGIN_OBJECT -> members();
      case BEGIN_ARRAY -> elements();
      case STRING, LITERAL -> json.text();
      case NAME, END_OBJECT, END_ARRAY, END -> throw new IOException("unexpected " + token);
    };
  }

  private Map<String, Object> members() throws IOException {
    var members = new LinkedHashMap<String, Object>();
    while (json.next() == JsonReader.Token.NAME) {
      String name = json.text();
      members.put(name, value(json.next()));
    }
    return members;
  }

  private List<Object> elements() throws IOException {
    var elements = new ArrayList<Object>();
    for (var token = json.next(); token != JsonReader.Token.END_ARRAY; token = json.next()) {
      elements.add(value(token));
    }
    return elements;
  }
}
