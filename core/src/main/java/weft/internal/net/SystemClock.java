package weft.internal.net;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The clock of the machine. Alarms share one daemon thread, which starts with the first alarm.
public final class SystemClock implements Clock {

  private static final VarHandle LAST_READ = lastReadHandle();

  /// The clock of this process.
  public static final SystemClock INSTANCE = new SystemClock();

  @SuppressWarnings("unused") // through LAST_READ
  private long lastRead;

  // The system's own origin is arbitrary and may be negative: ours leaves NEVER out of reach.
  private final long origin = System.nanoTime();
  private final ScheduledThreadPoolExecutor alarms;

  private SystemClock() {
    alarms =
        new ScheduledThreadPoolExecutor(
            1, action -> Thread.ofPlatform().daemon().name("weft-clock").unstarted(action));
    alarms.setRemoveOnCancelPolicy(true);
  }

  private static VarHandle lastReadHandle() {
    try {
      return MethodHandles.lookup().findVarHandle(SystemClock.class, "lastRead", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  public long nanoTime() {
    long now = System.nanoTime() - origin;
    LAST_READ.setOpaque(this, now);
    return now;
  }

  @Override
  public long coarseNanoTime() {
    return (long) LAST_READ.getOpaque(this);
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
