package weft.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SystemClockTest {

  private final SystemClock clock = SystemClock.INSTANCE;

  @Test
  void neverGoesBackAndStartsNearZero() {
    long first = clock.nanoTime();
    assertThat(first).isNotNegative();
    assertThat(clock.nanoTime()).isGreaterThanOrEqualTo(first);
  }

  @Test
  void showsTheTimeOfDay() {
    var before = Instant.now();
    assertThat(clock.instant()).isBetween(before, Instant.now());
  }

  @Test
  void runsAnAlarmNotBeforeItsTimeOnADaemonThread() throws Exception {
    long at = clock.nanoTime() + 1_000_000;
    var ran = new CompletableFuture<Long>();
    var daemon = new CompletableFuture<Boolean>();
    clock.schedule(
        at,
        () -> {
          daemon.complete(Thread.currentThread().isDaemon());
          ran.complete(clock.nanoTime());
        });
    assertThat(ran.get()).isGreaterThanOrEqualTo(at);
    assertThat(daemon.get()).isTrue();
  }

  @Test
  void runsNothingThatWasCancelled() throws Exception {
    CompletableFuture<String> cancelled;
    long at;
    long pause = 25_000_000;
    do { // until it was cancelled before its time
      cancelled = new CompletableFuture<>();
      pause *= 2;
      at = clock.nanoTime() + pause;
      completeAt(at, cancelled).cancel();
    } while (clock.nanoTime() >= at);
    var later = new CompletableFuture<String>();
    completeAt(at + 1, later);
    assertThat(later.get()).isEqualTo("ran");
    assertThat(cancelled).isNotDone();
  }

  private Clock.Alarm completeAt(long atNanos, CompletableFuture<String> future) {
    return clock.schedule(atNanos, () -> future.complete("ran"));
  }

  @Test
  void takesAnAlarmThatNeverComes() {
    clock.schedule(Transport.NEVER, () -> {}).cancel();
  }
}
