package weft.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static weft.internal.net.Spawned.spawn;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweeperTest {

  private final VirtualClock clock = new VirtualClock();
  private final Sweeper sweeper = new Sweeper(clock);
  private final List<Long> swept = new ArrayList<>();

  private void advanceMillis(long millis) {
    clock.advance(Duration.ofMillis(millis));
  }

  @Test
  void schedulesNothingWhileThereIsNothingToSweep() {
    assertThat(clock.alarms()).isZero();
    Sweeper.Swept item = swept::add;
    sweeper.add(item);
    sweeper.add(new MemoryNetwork().pair().server()::sweep);
    assertThat(clock.alarms()).isEqualTo(1);
    advanceMillis(20);
    assertThat(clock.alarms()).isEqualTo(1);
  }

  @Test
  void sweepsEveryTwentyMilliseconds() {
    Sweeper.Swept item = swept::add;
    sweeper.add(item);
    advanceMillis(65);
    assertThat(swept).containsExactly(20_000_000L, 40_000_000L, 60_000_000L);
  }

  @Test
  void stopsAfterTheLastItemAndStartsAgain() {
    Sweeper.Swept item = swept::add;
    sweeper.add(item);
    sweeper.remove(item);
    advanceMillis(1_000);
    assertThat(swept).isEmpty();
    assertThat(clock.alarms()).isZero();
    sweeper.add(item);
    advanceMillis(20);
    assertThat(swept).containsExactly(1_020_000_000L);
  }

  @Test
  void theTickMayBeGiven() {
    var often = new Sweeper(clock, 1_000_000);
    Sweeper.Swept item = swept::add;
    often.add(item);
    advanceMillis(2);
    assertThat(swept).containsExactly(1_000_000L, 2_000_000L);
    assertThat(often.tickNanos(50_000)).isEqualTo(1_000_000);
  }

  @Test
  void anItemMayRemoveItself() {
    sweeper.add(
        new Sweeper.Swept() {
          @Override
          public void sweep(long nowNanos) {
            swept.add(nowNanos);
            sweeper.remove(this);
          }
        });
    advanceMillis(1_000);
    assertThat(swept).containsExactly(20_000_000L);
    assertThat(clock.alarms()).isZero();
  }

  @Test
  void comesLessOftenTheMoreThereIsToSweep() {
    assertThat(sweeper.tickNanos(1)).isEqualTo(20_000_000);
    assertThat(sweeper.tickNanos(1_000)).isEqualTo(20_000_000);
    assertThat(sweeper.tickNanos(10_000)).isEqualTo(200_000_000);
    assertThat(sweeper.tickNanos(50_000)).isEqualTo(1_000_000_000);
    assertThat(sweeper.tickNanos(Integer.MAX_VALUE)).isEqualTo(1_000_000_000);
  }

  @Test
  void oneFailureDoesNotKeepTheOthersFromTheirSweep() {
    var failures = new ArrayList<Throwable>();
    var thread = Thread.currentThread();
    var before = thread.getUncaughtExceptionHandler();
    thread.setUncaughtExceptionHandler((_, e) -> failures.add(e));
    try {
      for (int i = 0; i < 10; i++) {
        int number = i;
        sweeper.add(now -> failAtZero(number, now));
      }
      advanceMillis(40);
    } finally {
      thread.setUncaughtExceptionHandler(before);
    }
    assertThat(swept).hasSize(18);
    assertThat(failures).hasSize(2).allMatch(IllegalStateException.class::isInstance);
  }

  private void failAtZero(int number, long now) {
    if (number == 0) {
      throw new IllegalStateException("broken item");
    }
    swept.add(now);
  }

  @Test
  void expiresTheDeadlinesOfTransports() {
    var network = new MemoryNetwork();
    var end = network.pair().server();
    sweeper.add(end::sweep);
    end.readDeadline(Duration.ofMillis(30).toNanos());
    var reader = spawn(() -> end.read(new byte[1], 0, 1));
    advanceMillis(39);
    reader.awaitBlocked();
    assertThat(reader.isDone()).isFalse();
    advanceMillis(1);
    assertThatThrownBy(reader::join).isInstanceOf(SocketTimeoutException.class);
  }
}
