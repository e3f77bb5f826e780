import module weft;

void main() throws Exception {
  Http.handle(
      "/hello",
      (w, r) -> {
        w.print(r.remoteAddr() + ";");
        w.print(r.method());
        w.print("hello 祥哥 hello go");
      });
  Http.handle("/sister", (w, r) -> w.print("你妹"));
  Http.handle("/page", (w, r) -> Files.copy(Path.of("page.html"), w));
  Http.listenAndServe(System.getProperty("addr", "127.0.0.1:8080"), null);
}
