import module weft;

/// Sees what no handler sees too: refused requests, and the status of a handler that failed.
class Outcomes implements ServerTrace {
  public void requestFinished(RequestOutcome o) {
    Request r = o.request();
    IO.println(
        "%s \"%s %s\" %d %d bytes %d ms, route \"%s\""
            .formatted(
                r.remoteAddr(),
                r.method(),
                r.target(),
                o.status(),
                o.bytesOut(),
                o.lastByteTime().toMillis(),
                o.pattern()));
  }

  public void rejected(ConnectionInfo connection, RejectReason reason, long offset) {
    IO.println(connection.remoteAddress() + " refused: " + reason + " at octet " + offset);
  }
}

void main() throws Exception {
  var mux = new ServeMux();
  mux.handle("GET /tea", (w, r) -> w.print("Earl Grey"));
  mux.handle("GET /coffee", (w, r) -> Handlers.error(w, "a teapot", 418));
  var builder = Server.builder(mux).listen(System.getProperty("addr", "127.0.0.1:8080"));
  try (Server server = builder.trace(new Outcomes()).start()) {
    server.await();
  }
}
