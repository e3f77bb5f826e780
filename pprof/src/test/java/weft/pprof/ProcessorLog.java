package weft.pprof;

import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Notes the processor time of this process all the time, on a thread of its own.
final class ProcessorLog implements AutoCloseable {

  private static final int PAUSE_MILLIS = 50;

  private final CountDownLatch stop = new CountDownLatch(1);

  /// The processor time by the time, both in nanoseconds, of the epoch the latter.
  private final TreeMap<Long, Long> noted = new TreeMap<>();

  private final Thread thread = Thread.ofPlatform().start(this::run);

  private void run() {
    try {
      do {
        note();
      } while (!stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private synchronized void note() {
    noted.put(Duration.between(Instant.EPOCH, Instant.now()).toNanos(), ProcessClock.nanos());
  }

  /// Returns the processor time that was used in a time that is over.
  ///
  /// @param from in nanoseconds of the epoch
  synchronized double used(long from, long nanos) {
    note();
    return at(from + nanos) - at(from);
  }

  /// Returns the processor time at a time, between two that were noted in proportion.
  private double at(long time) {
    var before = noted.floorEntry(time);
    var after = noted.higherEntry(time);
    double part = (double) (time - before.getKey()) / (after.getKey() - before.getKey());
    return before.getValue() + part * (after.getValue() - before.getValue());
  }

  @Override
  public void close() throws InterruptedException {
    stop.countDown();
    thread.join();
  }
}
