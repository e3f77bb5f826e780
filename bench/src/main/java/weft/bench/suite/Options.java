package weft.bench.suite;

import java.util.List;

/// What the command line says.
///
/// @param peers names of peers, or none for all
/// @param workloads names of workloads, or none for all
/// @param rounds how often each peer is measured on each workload
/// @param seconds how long a round's load lasts
/// @param warmUpSeconds load before the first round of a peer; a third of it before the first round
///   of another class of workloads
/// @param starts how often the start-up is measured
/// @param othersMax cores that other processes may use in a round that counts
public record Options(
    List<String> peers,
    List<String> workloads,
    int rounds,
    int seconds,
    int warmUpSeconds,
    int starts,
    double othersMax) {

  static final Options STANDARD = new Options(List.of(), List.of(), 3, 3, 9, 7, 0.08);
  static final Options QUICK = new Options(List.of(), List.of(), 1, 2, 6, 3, 0.08);

  static final String USAGE =
      """
      usage: bench/run [OPTION...]

        --peers a,b         only these peers (a folder of bench/peers each)
        --workloads x,y     only these workloads
        --quick             one round of 2 s, shorter warm-ups: a first look
        --rounds N          rounds for each peer and workload (3)
        --seconds N         length of a round (3)
        --warm-up N         seconds of load before a peer's first round (9)
        --starts N          starts of each peer for `startup` (7)
        --others-max CORES  measure a round again when other processes used more (0.08)
      """;

  /// Reads the arguments; later ones win.
  ///
  /// @throws IllegalArgumentException if one is unknown or out of range
  static Options parse(List<String> arguments) {
    Options options = arguments.contains("--quick") ? QUICK : STANDARD;
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      if (name.equals("--quick")) {
        continue;
      }
      if (++i == arguments.size()) {
        throw new IllegalArgumentException("no value, or unknown: " + name);
      }
      options = options.with(name, arguments.get(i));
    }
    return options;
  }

  private Options with(String name, String value) {
    return switch (name) {
      case "--peers" ->
          new Options(names(value), workloads, rounds, seconds, warmUpSeconds, starts, othersMax);
      case "--workloads" ->
          new Options(peers, names(value), rounds, seconds, warmUpSeconds, starts, othersMax);
      case "--rounds" ->
          new Options(
              peers, workloads, number(name, value), seconds, warmUpSeconds, starts, othersMax);
      case "--seconds" ->
          new Options(
              peers, workloads, rounds, number(name, value), warmUpSeconds, starts, othersMax);
      case "--warm-up" ->
          new Options(peers, workloads, rounds, seconds, number(name, value), starts, othersMax);
      case "--starts" ->
          new Options(
              peers, workloads, rounds, seconds, warmUpSeconds, number(name, value), othersMax);
      case "--others-max" ->
          new Options(
              peers, workloads, rounds, seconds, warmUpSeconds, starts, Double.parseDouble(value));
      default -> throw new IllegalArgumentException("unknown: " + name);
    };
  }

  /// Whether a filter of names lets `name` through; one that is empty lets all through.
  static boolean selects(List<String> filter, String name) {
    return filter.isEmpty() || filter.contains(name);
  }

  int furtherWarmUpSeconds() {
    return Math.max(1, warmUpSeconds / 3);
  }

  private static List<String> names(String value) {
    return List.of(value.split(","));
  }

  private static int number(String name, String value) {
    int number = Integer.parseInt(value);
    if (number < 1 || number > 3600) {
      throw new IllegalArgumentException(name + " must be from 1 to 3600: " + value);
    }
    return number;
  }
}
