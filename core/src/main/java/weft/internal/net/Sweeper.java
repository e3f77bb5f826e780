package weft.internal.net;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Looks at every connection a few times a second, so that a deadline costs its owner one store.
///
/// One alarm does it for all. With `n` connections it comes every 20 µs × n, but not sooner than 20
/// ms and not later than 1 s: deadlines are late by at most that, and a sweep, of some 0.1 µs for
/// each connection, takes well under 1 % of a core. Nothing is scheduled while there is nothing to
/// sweep.
public final class Sweeper {

  /// What a sweeper looks at.
  public interface Swept {
    /// Expires what is due at `nowNanos`, a time of the sweeper's clock. Must be short and must not
    /// block: it runs on the clock's thread.
    void sweep(long nowNanos);
  }

  private static final long TICK_NANOS_MIN = 20_000_000;
  private static final long TICK_NANOS_MAX = 1_000_000_000;
  private static final long TICK_NANOS_EACH = 20_000;

  private final Clock clock;
  private final long tickNanosMin;
  private final long tickNanosMax;
  private final Set<Swept> swept = ConcurrentHashMap.newKeySet();
  private volatile boolean armed;

  /// Creates a sweeper that has nothing to do yet.
  public Sweeper(Clock clock) {
    this(clock, TICK_NANOS_MIN, TICK_NANOS_MAX);
  }

  /// Creates a sweeper whose tick is `tickNanos` however many items it has: for items that are
  /// rarely there for long.
  public Sweeper(Clock clock, long tickNanos) {
    this(clock, tickNanos, tickNanos);
  }

  private Sweeper(Clock clock, long tickNanosMin, long tickNanosMax) {
    this.clock = clock;
    this.tickNanosMin = tickNanosMin;
    this.tickNanosMax = tickNanosMax;
  }

  /// Sweeps `item` from now on.
  public void add(Swept item) {
    swept.add(item);
    if (!armed) {
      arm();
    }
  }

  /// Does not sweep `item` any more, except by a sweep that is running. When it was the last one,
  /// the next tick is the last.
  public void remove(Swept item) {
    swept.remove(item);
  }

  private synchronized void arm() {
    if (!armed) {
      armed = true;
      clock.schedule(clock.nanoTime() + tickNanos(swept.size()), this::tick);
    }
  }

  private void tick() {
    long now = clock.nanoTime();
    for (var item : swept) {
      sweep(item, now);
    }
    // In this order: whoever adds an item after the look at the set finds the alarm off.
    armed = false;
    if (!swept.isEmpty()) {
      arm();
    }
  }

  private static void sweep(Swept item, long now) {
    try {
      item.sweep(now);
    } catch (Throwable e) {
      // One item's failure must not keep the others from their deadlines.
      var thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  long tickNanos(int items) {
    return Math.clamp(items * TICK_NANOS_EACH, tickNanosMin, tickNanosMax);
  }
}
