package weft.bench.suite;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    Map<String, Double> values = new HashMap<>();
    for (String line : report.strip().split("\n")) {
      String[] words = line.split(" ");
      if (words.length != 2) {
        throw new IllegalArgumentException("no report of paced: " + report.strip());
      }
      values.put(words[0], Double.valueOf(words[1]));
    }
    var latencies = new ArrayList<Double>();
    for (String percentile : PERCENTILES) {
      latencies.add(value(values, percentile));
    }
    long requests = (long) value(values, "requests");
    double rate = requests / value(values, "seconds");
    return new LoadResult(requests, rate, (long) value(values, "errors"), latencies);
  }

  private static double value(Map<String, Double> values, String name) {
    Double value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("paced did not print " + name);
    }
    return value;
  }
}
