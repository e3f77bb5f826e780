package weft.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
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
    var cancelled = new CompletableFuture<String>();
    long at = clock.nanoTime() + 50_000_000;
    clock.schedule(at, () -> cancelled.complete("ran")).cancel();
    var later = new CompletableFuture<String>();
    clock.schedule(at + 1, () -> later.complete("ran"));
    assertThat(later.get()).isEqualTo("ran");
    assertThat(cancelled).isNotDone();
  }

  @Test
  void takesAnAlarmThatNeverComes() {
    clock.schedule(Transport.NEVER, () -> {}).cancel();
  }
}
