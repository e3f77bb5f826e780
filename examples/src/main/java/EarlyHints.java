import module weft;

void main() throws Exception {
  Http.handle(
      "GET /",
      (w, r) -> {
        w.inform(103, Header.of("Link", "</style.css>; rel=preload; as=style"));
        String page = slowQuery();
        w.header().set("Content-Type", "text/html; charset=utf-8");
        w.print(page);
      });
  Http.listenAndServe(System.getProperty("addr", "127.0.0.1:8080"), null);
}

String slowQuery() throws InterruptedException {
  Thread.sleep(Duration.ofMillis(50));
  return "<!doctype html><link rel=stylesheet href=/style.css><p>Hello";
}
