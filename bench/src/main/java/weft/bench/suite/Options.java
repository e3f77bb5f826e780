package weft.bench.suite;

import java.util.List;

/// What the command line says.
///
/// @param suite which of them
/// @param peers names of peers, or none for all
/// @param workloads names of workloads, or none for all
/// @param rounds how often each peer is measured on each workload
/// @param seconds how long a round's load lasts
/// @param warmUpSeconds load before the first round of a peer; a third of it before the first round
///   of another class of workloads
/// @param starts how often the start-up is measured
/// @param othersMax cores that other processes may use in a round that counts
public record Options(
    Selection suite,
    List<String> peers,
    List<String> workloads,
    int rounds,
    int seconds,
    int warmUpSeconds,
    int starts,
    double othersMax) {

  static final Options STANDARD =
      new Options(Selection.CLEAR, List.of(), List.of(), 3, 3, 9, 7, 0.08);
  static final Options QUICK = new Options(Selection.CLEAR, List.of(), List.of(), 1, 2, 4, 3, 0.08);

  static final String USAGE =
      """
      usage: bench/run [OPTION...]

        --tls               the suite of TLS and HTTP/2, instead of that in clear text
        --files             the suite of files of a directory
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
    var parsed = new Parsed(arguments.contains("--quick") ? QUICK : STANDARD);
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      switch (name) {
        case "--tls" -> parsed.suite = Selection.TLS;
        case "--files" -> parsed.suite = Selection.FILES;
        case "--quick" -> {}
        default -> {
          if (++i == arguments.size()) {
            throw new IllegalArgumentException("no value, or unknown: " + name);
          }
          parsed.set(name, arguments.get(i));
        }
      }
    }
    return parsed.options();
  }

  private static final class Parsed {

    private Selection suite;
    private List<String> peers;
    private List<String> workloads;
    private int rounds;
    private int seconds;
    private int warmUpSeconds;
    private int starts;
    private double othersMax;

    Parsed(Options preset) {
      suite = preset.suite;
      peers = preset.peers;
      workloads = preset.workloads;
      rounds = preset.rounds;
      seconds = preset.seconds;
      warmUpSeconds = preset.warmUpSeconds;
      starts = preset.starts;
      othersMax = preset.othersMax;
    }

    void set(String name, String value) {
      switch (name) {
        case "--peers" -> peers = names(value);
        case "--workloads" -> workloads = names(value);
        case "--rounds" -> rounds = number(name, value);
        case "--seconds" -> seconds = number(name, value);
        case "--warm-up" -> warmUpSeconds = number(name, value);
        case "--starts" -> starts = number(name, value);
        case "--others-max" -> othersMax = Double.parseDouble(value);
        default -> throw new IllegalArgumentException("unknown: " + name);
      }
    }

    Options options() {
      return new Options(
          suite, peers, workloads, rounds, seconds, warmUpSeconds, starts, othersMax);
    }
  }

  /// Whether a filter of names lets `name` through; one that is empty lets all through.
  static boolean selects(List<String> filter, String name) {
    return filter.isEmpty() || filter.contains(name);
  }

  /// Whether only some peers or workloads run.
  boolean isPart() {
    return !peers.isEmpty() || !workloads.isEmpty();
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
