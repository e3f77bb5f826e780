package weft.internal.net;

import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The clock of the machine. Alarms share one daemon thread, which starts with the first alarm.
public final class SystemClock implements Clock {

  /// The clock of this process.
  public static final SystemClock INSTANCE = new SystemClock();

  // The system's own origin is arbitrary and may be negative: ours leaves NEVER out of reach.
  private final long origin = System.nanoTime();
  private final ScheduledThreadPoolExecutor alarms;

  private SystemClock() {
    alarms =
        new ScheduledThreadPoolExecutor(
            1, action -> Thread.ofPlatform().daemon().name("weft-clock").unstarted(action));
    alarms.setRemoveOnCancelPolicy(true);
  }

  @Override
  public long nanoTime() {
    return System.nanoTime() - origin;
  }

  @Override
  public Instant instant() {
    return Instant.now();
  }

  @Override
  public Alarm schedule(long atNanos, Runnable action) {
    var alarm = alarms.schedule(action, atNanos - nanoTime(), TimeUnit.NANOSECONDS);
    return () -> alarm.cancel(false);
  }
}
