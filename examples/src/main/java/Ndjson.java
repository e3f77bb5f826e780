import module weft;

void main() throws Exception {
  Http.handle("GET /measurements", Handlers.interruptible(this::measurements));
  Http.handle("POST /measurements", this::sum);
  Http.listenAndServe(System.getProperty("addr", "127.0.0.1:8080"), null);
}

/// A line of JSON when there is something new; the last one when the server begins to stop.
void measurements(ResponseWriter w, Request r) throws Exception {
  w.header().set("Content-Type", "application/x-ndjson");
  for (int i = 1; !r.draining().isCancelled(); i++) {
    w.printf("{\"count\":%d,\"nanos\":%d}\n", i, System.nanoTime());
    w.flush();
    boolean _ = r.draining().await(Duration.ofMillis(200));
  }
  w.print("{\"last\":true}\n");
}

/// Answers while the client is still sending: a sum after each line.
void sum(ResponseWriter w, Request r) throws Exception {
  w.header().set("Content-Type", "application/x-ndjson");
  var lines = new BufferedReader(new InputStreamReader(r.body(), StandardCharsets.UTF_8));
  long sum = 0;
  for (String line = lines.readLine(); line != null; line = lines.readLine()) {
    sum += Long.parseLong(line.strip());
    w.printf("{\"sum\":%d}\n", sum);
    w.flush();
  }
}
