import module weft;

Middleware requestId =
    next ->
        (w, r) -> {
          w.header().set("X-Request-Id", UUID.randomUUID().toString());
          next.serve(w, r);
        };

Middleware timing =
    next ->
        (w, r) -> {
          long begin = System.nanoTime();
          next.serve(w, r);
          long micros = (System.nanoTime() - begin) / 1_000;
          IO.println("%s: %d, %d µs".formatted(r.pattern(), w.status(), micros));
        };

void main() throws Exception {
  var mux = new ServeMux();
  mux.handle("GET /tea/{kind}", (w, r) -> w.print("a cup of " + r.pathValue("kind")));
  Handler wrapped = requestId.andThen(timing).wrap(mux);
  Http.listenAndServe(System.getProperty("addr", "127.0.0.1:8080"), wrapped);
}
