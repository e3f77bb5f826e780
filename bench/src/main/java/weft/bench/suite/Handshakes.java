package weft.bench.suite;

import java.util.List;

/// The loader `bench/load/handshakes.c`: a TLS handshake for each request, full or resumed.
///
/// @param threads how many connections there are at a time
/// @param path what it asks for
/// @param resumed whether all but the first of each thread are to be resumed
record Handshakes(int threads, String path, boolean resumed) implements Loader {

  @Override
  public Protocol protocol() {
    return Protocol.HTTP1_TLS;
  }

  @Override
  public List<String> command(String port, int seconds) {
    return List.of(
        "bench/load/target/handshakes",
        port,
        path,
        Integer.toString(threads),
        Integer.toString(seconds),
        resumed ? "resumed" : "full");
  }

  @Override
  public LoadResult parse(String report) {
    var values = NamedValues.parse("handshakes", report);
    long requests = (long) values.get("requests");
    double rate = requests / values.get("seconds");
    return new LoadResult(requests, rate, (long) values.get("errors"), List.of());
  }
}
