import module weft;

void main() throws Exception {
  Http.handle("GET /ticks", Handlers.interruptible(this::ticks));
  Http.listenAndServe(System.getProperty("addr", "127.0.0.1:8080"), null);
}

/// One line a second, until the client leaves or the server stops.
void ticks(ResponseWriter w, Request r) throws Exception {
  w.header().set("Content-Type", "text/plain; charset=utf-8");
  try {
    for (int i = 1; ; i++) {
      w.printf("tick %d\n", i);
      w.flush();
      Thread.sleep(Duration.ofSeconds(1));
    }
  } finally {
    IO.println("ticks ended: " + r.cancellation().cause());
  }
}
