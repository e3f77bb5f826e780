import module weft;

record City(String name, int people) {}

void main() throws Exception {
  var cities = List.of(new City("Graz", 306_068), new City("Łódź", 655_279));
  Http.handle(
      "GET /cities",
      (w, r) -> {
        w.header().set("Content-Type", "application/json");
        w.print(cities.stream().map(this::json).collect(Collectors.joining(",", "[", "]")));
      });
  Http.listenAndServe(System.getProperty("addr", "127.0.0.1:8080"), null);
}

String json(City city) {
  return "{\"name\":%s,\"people\":%d}".formatted(quote(city.name()), city.people());
}

// With a library it is one line: mapper.writeValue(w, cities), because w is an OutputStream.
String quote(String text) {
  var json = new StringBuilder("\"");
  for (char c : text.toCharArray()) {
    json.append(c < ' ' || c == '"' || c == '\\' ? "\\u%04x".formatted((int) c) : c);
  }
  return json.append('"').toString();
}
