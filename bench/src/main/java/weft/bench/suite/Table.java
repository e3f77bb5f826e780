package weft.bench.suite;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What all peers did on a workload.
record Table(Workload workload, List<Row> rows) {

  /// The rows that have figures, the least processor time first.
  List<Row> ranked() {
    return rows.stream()
        .filter(Row::isMeasured)
        .sorted(Comparator.comparingDouble(row -> row.micros().median()))
        .toList();
  }

  List<Row> unmeasured() {
    return rows.stream().filter(row -> !row.isMeasured()).toList();
  }

  /// The median processor time of a peer, in microseconds for each request; empty if it has none,
  /// or answered wrong.
  Optional<Double> micros(String peer) {
    return rows.stream()
        .filter(row -> row.peer().equals(peer) && row.isMeasured() && row.errors() == 0)
        .map(row -> row.micros().median())
        .findFirst();
  }
}
