package weft.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualClockTest {

  private final VirtualClock clock = new VirtualClock();
  private final List<String> ran = new ArrayList<>();

  private Clock.Alarm at(long nanos, String name) {
    return clock.schedule(nanos, () -> ran.add(name + "@" + clock.nanoTime()));
  }

  private void advance(long nanos) {
    clock.advance(Duration.ofNanos(nanos));
  }

  @Test
  void standsStillUntilMoved() {
    assertThat(clock.nanoTime()).isZero();
    assertThat(clock.instant()).isEqualTo(VirtualClock.START);
    advance(1_500);
    assertThat(clock.nanoTime()).isEqualTo(1_500);
    assertThat(clock.instant()).isEqualTo(VirtualClock.START.plusNanos(1_500));
  }

  @Test
  void runsAlarmsInTheOrderOfTheirTimesEachAtItsOwn() {
    at(30, "c");
    at(10, "a");
    at(20, "b");
    at(31, "later");
    advance(30);
    assertThat(ran).containsExactly("a@10", "b@20", "c@30");
    assertThat(clock.alarms()).isEqualTo(1);
  }

  @Test
  void runsAlarmsOfOneTimeInTheOrderOfScheduling() {
    at(5, "first");
    at(5, "second");
    at(5, "third");
    advance(5);
    assertThat(ran).containsExactly("first@5", "second@5", "third@5");
  }

  @Test
  void runsWhatAnAlarmSchedulesWhenItIsDueToo() {
    clock.schedule(
        10,
        () -> {
          at(15, "in time");
          at(5, "overdue");
          at(25, "later");
        });
    advance(20);
    assertThat(ran).containsExactly("overdue@10", "in time@15");
    assertThat(clock.nanoTime()).isEqualTo(20);
  }

  @Test
  void runsNothingThatWasCancelled() {
    var cancelled = at(10, "cancelled");
    at(10, "kept");
    cancelled.cancel();
    cancelled.cancel();
    advance(10);
    assertThat(ran).containsExactly("kept@10");
  }

  @Test
  void runsADueAlarmOnlyWhenMoved() {
    advance(10);
    at(10, "due");
    assertThat(ran).isEmpty();
    advance(0);
    assertThat(ran).containsExactly("due@10");
  }
}
