package weft.pprof;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/// The parts of a time in which events were recorded, and what part of it each stands for.
final class WatchedSlots {

  private record Slot(Instant end, double scale) {}

  private final TreeMap<Instant, Slot> slots = new TreeMap<>();

  /// Adds the time from `begin` to `next`, of which the part until `end` was recorded.
  void add(Instant begin, Instant end, Instant next) {
    double recorded = Math.max(1, Duration.between(begin, end).toNanos());
    slots.put(begin, new Slot(end, Duration.between(begin, next).toNanos() / recorded));
  }

  /// Returns for how many events one at `time` stands; zero if it was not in a recorded part.
  double scale(Instant time) {
    Map.Entry<Instant, Slot> slot = slots.floorEntry(time);
    boolean isIn = slot != null && !time.isAfter(slot.getValue().end);
    return isIn ? slot.getValue().scale : 0;
  }
}
