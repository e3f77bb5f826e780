import module weft;

/// A handler without a network, and a time-out of 75 seconds without waiting for it.
void main() throws Exception {
  Handler hello = (w, r) -> w.print("hello " + r.query().get("name"));

  Recorder recorded = Recorder.serve(hello, Requests.get("/?name=Ann"));
  IO.println(recorded.status() + " " + recorded.text());

  try (var server = TestServer.simulated(hello);
      var client = server.connect()) {
    client.send("GET /?name=Bob HTTP/1.1\r\nHost: a\r\n\r\n");
    IO.println(client.readResponse().text());
    server.advance(Duration.ofSeconds(76));
    IO.println(client.isAtEnd() ? "closed" : "open");
  }
}
