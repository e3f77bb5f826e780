package weft.bench.suite;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What runs, in which order, and how long it takes.
///
/// @param peers how many
/// @param workloads in order
/// @param startup whether the start-up is measured
record Plan(int peers, List<Workload> workloads, boolean startup, Options options) {

  static final String STARTUP = "startup";

  // Estimates, in seconds.
  private static final double TURN = 0.4;
  private static final double OPENING_EACH = 150e-6;
  private static final double START = 0.8;

  static Plan of(int peers, Options options) {
    List<Workload> workloads = options.suite().workloads(options.workloads());
    boolean startup =
        options.suite() == Selection.CLEAR && Options.selects(options.workloads(), STARTUP);
    return new Plan(peers, workloads, startup, options);
  }

  /// The contenders in the order of a round: each round begins with another one, so that nobody
  /// always runs after the same neighbour's heat.
  static <T> List<T> order(List<T> contenders, int round) {
    var order = new ArrayList<T>(contenders);
    Collections.rotate(order, -round);
    return order;
  }

  /// How long all of it takes if no round has to be measured again.
  Duration estimate() {
    double each = START;
    Set<String> kinds = new HashSet<>();
    for (Workload workload : workloads) {
      if (kinds.isEmpty()) {
        each += options.warmUpSeconds();
      } else if (!kinds.contains(workload.warmth())) {
        each += options.furtherWarmUpSeconds();
      }
      kinds.add(workload.warmth());
      double round = options.seconds() + TURN + workload.idleConnections() * OPENING_EACH;
      each += TURN + options.rounds() * round;
    }
    if (startup) {
      each += options.starts() * START;
    }
    return Duration.ofSeconds((long) (each * peers));
  }
}
