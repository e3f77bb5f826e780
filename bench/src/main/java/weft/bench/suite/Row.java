package weft.bench.suite;

import java.util.List;
import java.util.function.ToDoubleFunction;

/// What a peer did on a workload.
///
/// @param peer its name
/// @param rounds those that count
/// @param note why there are none, or empty
record Row(String peer, List<Round> rounds, String note) {

  Row {
    rounds = List.copyOf(rounds);
  }

  boolean isMeasured() {
    return !rounds.isEmpty();
  }

  Spread micros() {
    return spread(Round::micros);
  }

  Spread spread(ToDoubleFunction<Round> figure) {
    return Spread.of(rounds.stream().map(figure::applyAsDouble).toList());
  }

  long errors() {
    return rounds.stream().mapToLong(Round::errors).sum();
  }
}
