package weft.pprof;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.LongUnaryOperator;

/// Values by stack and labels, as a `.pb.gz` file of pprof has them. Not safe for several threads.
final class Profile {

  /// Bounds the memory of a profile; stacks beyond that are counted in one sum.
  static final int SAMPLES_MAX = 100_000;

  private static final List<Frame> OTHERS = List.of(Frame.named("[other stacks]"));

  /// What a column of values means, as `cpu` in `nanoseconds`.
  record Kind(String type, String unit) {}

  /// What a row of values is about.
  ///
  /// @param stack the innermost call first
  record Sample(List<Frame> stack, SortedMap<String, String> labels) {}

  private final List<Kind> kinds;
  private final Map<Sample, long[]> rows = new LinkedHashMap<>();
  private final List<String> comments = new ArrayList<>();
  private Instant start = Instant.now();
  private Duration length = Duration.ZERO;
  private long period;

  /// Creates an empty profile. The last of `kinds` is the one that tools show first.
  Profile(Kind... kinds) {
    this.kinds = List.of(kinds);
  }

  /// Adds to the values of a row, one for each kind.
  void add(List<Frame> stack, SortedMap<String, String> labels, long... values) {
    var key = new Sample(stack, labels);
    long[] row = rows.get(key);
    if (row == null && rows.size() >= SAMPLES_MAX) {
      row = rows.computeIfAbsent(new Sample(OTHERS, Labels.NONE), _ -> new long[kinds.size()]);
    }
    if (row == null) {
      row = new long[kinds.size()];
      rows.put(key, row);
    }
    for (int i = 0; i < row.length; i++) {
      row[i] += values[i];
    }
  }

  /// Replaces every value of a kind.
  void change(int kind, LongUnaryOperator change) {
    rows.values().forEach(row -> row[kind] = change.applyAsLong(row[kind]));
  }

  /// Returns what this profile has more than `earlier`, and less as negative values.
  Profile minus(Profile earlier) {
    var delta = new Profile(kinds.toArray(Kind[]::new));
    delta.comments.addAll(comments);
    delta.during(earlier.start, Duration.between(earlier.start, start));
    delta.period = period;
    rows.forEach((key, row) -> delta.add(key.stack, key.labels, row));
    earlier.rows.forEach(
        (key, row) -> {
          long[] negative = row.clone();
          for (int i = 0; i < row.length; i++) {
            negative[i] = -row[i];
          }
          delta.add(key.stack, key.labels, negative);
        });
    delta
        .rows
        .values()
        .removeIf(
            row -> {
              for (long value : row) {
                if (value != 0) {
                  return false;
                }
              }
              return true;
            });
    return delta;
  }

  /// Returns the sum of the values of a kind.
  long total(int kind) {
    return rows.values().stream().mapToLong(row -> row[kind]).sum();
  }

  /// Sets the time that the values were gathered in.
  void during(Instant from, Duration time) {
    start = from;
    length = time;
  }

  /// Sets how much of the last kind one sample stands for.
  void period(long units) {
    period = units;
  }

  void comment(String text) {
    comments.add(text);
  }

  List<Kind> kinds() {
    return kinds;
  }

  Map<Sample, long[]> rows() {
    return rows;
  }

  List<String> comments() {
    return comments;
  }

  Instant start() {
    return start;
  }

  Duration length() {
    return length;
  }

  long period() {
    return period;
  }
}
