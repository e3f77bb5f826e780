package weft.pprof;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// Counts times in buckets that are an eighth of their value wide, for percentiles. Safe for many
/// threads.
final class Latencies {

  /// Times up to this many microseconds have a bucket each.
  private static final int EXACT = 16;

  private static final int EXACT_BITS = 4;
  private static final int STEP_BITS = 3;

  /// Enough for 2^40 microseconds, twelve days.
  private static final int BUCKETS = EXACT + ((40 - EXACT_BITS) << STEP_BITS);

  private final AtomicIntegerArray buckets = new AtomicIntegerArray(BUCKETS);
  private final AtomicInteger count = new AtomicInteger();

  void add(long micros) {
    buckets.incrementAndGet(Math.min(bucket(Math.max(micros, 0)), BUCKETS - 1));
    count.incrementAndGet();
  }

  int count() {
    return count.get();
  }

  /// Returns the time that `percent` of the times are not above, zero if there are none.
  long percentile(int percent) {
    long wanted = Math.ceilDiv((long) count.get() * percent, 100);
    long seen = 0;
    for (int i = 0; i < BUCKETS; i++) {
      seen += buckets.get(i);
      if (seen >= wanted && seen > 0) {
        return end(i);
      }
    }
    return 0;
  }

  private static int bucket(long micros) {
    if (micros < EXACT) {
      return (int) micros;
    }
    int bits = 63 - Long.numberOfLeadingZeros(micros);
    int step = (int) (micros >>> (bits - STEP_BITS)) & ((1 << STEP_BITS) - 1);
    return EXACT + ((bits - EXACT_BITS) << STEP_BITS) + step;
  }

  /// Returns the greatest time of a bucket.
  private static long end(int bucket) {
    if (bucket < EXACT) {
      return bucket;
    }
    int bits = ((bucket - EXACT) >> STEP_BITS) + EXACT_BITS;
    int step = (bucket - EXACT) & ((1 << STEP_BITS) - 1);
    return ((long) ((1 << STEP_BITS) + step + 1) << (bits - STEP_BITS)) - 1;
  }
}
