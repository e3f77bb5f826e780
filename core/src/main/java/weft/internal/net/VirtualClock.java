package weft.internal.net;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// A clock that stands still until a test moves it.
///
/// It starts at 0 ns and at [#START]. Alarms run on the thread that calls [#advance].
public final class VirtualClock implements Clock {

  /// The time of day at which every virtual clock starts.
  public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private record Pending(long atNanos, long order, Runnable action) {}

  private final PriorityQueue<Pending> alarms =
      new PriorityQueue<>(
          Comparator.comparingLong(Pending::atNanos).thenComparingLong(Pending::order));
  private long now;
  private long scheduled;

  /// Creates a clock that shows [#START].
  public VirtualClock() {}

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  @Override
  public long coarseNanoTime() {
    return nanoTime();
  }

  @Override
  public Instant instant() {
    return START.plusNanos(nanoTime());
  }

  /// Runs `action` in the first [#advance] that reaches `atNanos`; if that time has come already,
  /// in the next one.
  @Override
  public synchronized Alarm schedule(long atNanos, Runnable action) {
    var alarm = new Pending(atNanos, scheduled++, action);
    alarms.add(alarm);
    return () -> cancel(alarm);
  }

  private synchronized void cancel(Pending alarm) {
    alarms.remove(alarm);
  }

  /// Returns how many alarms wait for their time.
  public synchronized int alarms() {
    return alarms.size();
  }

  /// Lets `time` pass: runs the alarms that become due, the earliest first and those of one time in
  /// the order in which they were scheduled, each at its own time, also those that they schedule.
  public void advance(Duration time) {
    long until = nanoTime() + time.toNanos();
    for (var alarm = nextDue(until); alarm != null; alarm = nextDue(until)) {
      alarm.action().run();
    }
  }

  private synchronized @Nullable Pending nextDue(long until) {
    var next = alarms.peek();
    if (next == null || next.atNanos() > until) {
      now = Math.max(now, until);
      return null;
    }
    now = Math.max(now, next.atNanos());
    return alarms.poll();
  }
}
