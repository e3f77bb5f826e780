package weft.bench.suite;

import java.util.ArrayList;
import java.util.List;

/// The open-loop loader `bench/load/paced.c`: requests by a timetable, latency from the time each
/// was due.
///
/// @param connections how many share the timetable
/// @param path what it asks for
/// @param rate requests in a second
record Paced(int connections, String path, int rate) implements Loader {

  static final List<String> PERCENTILES = List.of("p50", "p90", "p99", "p99.9", "max");

  @Override
  public List<String> command(String port, int seconds) {
    return List.of(
        "bench/load/target/paced",
        port,
        path,
        Integer.toString(connections),
        Integer.toString(rate),
        Integer.toString(seconds));
  }

  /// Requests that were due and never left are no errors: the rate tells of them.
  @Override
  public LoadResult parse(String report) {
    var values = NamedValues.parse("paced", report);
    var latencies = new ArrayList<Double>();
    for (String percentile : PERCENTILES) {
      latencies.add(values.get(percentile));
    }
    long requests = (long) values.get("requests");
    double rate = requests / values.get("seconds");
    return new LoadResult(requests, rate, (long) values.get("errors"), latencies);
  }
}
