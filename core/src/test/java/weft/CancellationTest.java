package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import weft.Cancellation.Cause;
import weft.Cancellation.Registration;
import weft.Cancellation.Source;

class CancellationTest {

  private final Source source = new Source();

  @Test
  void isCancelledOnceAndKeepsTheFirstCause() {
    assertThat(source.isCancelled()).isFalse();
    assertThat(source.cause()).isNull();
    assertThatNoException().isThrownBy(source::throwIfCancelled);
    assertThat(source.cancel(Cause.DEADLINE)).isTrue();
    assertThat(source.cancel(Cause.SHUTDOWN)).isFalse();
    assertThat(source.isCancelled()).isTrue();
    assertThat(source.cause()).isEqualTo(Cause.DEADLINE);
    assertThatExceptionOfType(CancellationException.class)
        .isThrownBy(source::throwIfCancelled)
        .withMessageContaining("DEADLINE");
  }

  @Test
  void runsCallbacksInOrderOnTheCancellingThread() {
    var ran = new ArrayList<String>();
    source.onCancel(() -> ran.add("one " + source.cause() + Thread.currentThread().threadId()));
    source.onCancel(() -> ran.add("two"));
    source.cancel(Cause.CLIENT_GONE);
    source.cancel(Cause.CLIENT_GONE);
    assertThat(ran).containsExactly("one CLIENT_GONE" + Thread.currentThread().threadId(), "two");
  }

  @Test
  void runsACallbackAtOnceIfCancelledAlready() {
    source.cancel(Cause.CLIENT_GONE);
    var ran = new AtomicInteger();
    source.onCancel(ran::incrementAndGet).close();
    assertThat(ran).hasValue(1);
  }

  @Test
  void runsTheOtherCallbacksWhenOneFails() {
    var ran = new AtomicInteger();
    source.onCancel(
        () -> {
          throw new IllegalStateException();
        });
    source.onCancel(
        () -> {
          throw new AssertionError();
        });
    source.onCancel(ran::incrementAndGet);
    assertThat(source.cancel(Cause.CLIENT_GONE)).isTrue();
    assertThat(ran).hasValue(1);
  }

  @Test
  void doesNotRunAClosedCallback() {
    var ran = new AtomicInteger();
    Registration registration = source.onCancel(ran::incrementAndGet);
    registration.close();
    registration.close();
    source.cancel(Cause.CLIENT_GONE);
    assertThat(ran).hasValue(0);
  }

  @Test
  void closesFromInsideTheCallback() {
    var registration = new AtomicReference<Registration>();
    var ran = new AtomicInteger();
    registration.set(
        source.onCancel(
            () -> {
              registration.get().close();
              ran.incrementAndGet();
            }));
    source.cancel(Cause.CLIENT_GONE);
    assertThat(ran).hasValue(1);
  }

  @Test
  void aCallbackMayRegisterAnother() {
    var ran = new AtomicInteger();
    source.onCancel(() -> source.onCancel(ran::incrementAndGet));
    source.cancel(Cause.CLIENT_GONE);
    assertThat(ran).hasValue(1);
  }

  @Test
  void closeWaitsForARunningCallback() throws Exception {
    var inside = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var finished = new AtomicBoolean();
    Registration registration =
        source.onCancel(
            () -> {
              inside.countDown();
              await(goOn);
              finished.set(true);
            });
    Thread canceller = Thread.ofPlatform().start(() -> source.cancel(Cause.CLIENT_GONE));
    inside.await();
    var finishedAtClose = new AtomicBoolean();
    Thread closer =
        Thread.ofPlatform()
            .start(
                () -> {
                  registration.close();
                  finishedAtClose.set(finished.get());
                });
    while (closer.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    goOn.countDown();
    closer.join();
    canceller.join();
    assertThat(finishedAtClose).isTrue();
  }

  @Test
  void eitherRunsToTheEndBeforeCloseReturnsOrNever() throws Exception {
    int rounds = 1_000;
    var sources = new Source[rounds];
    for (int i = 0; i < rounds; i++) {
      sources[i] = new Source();
    }
    var start = new CyclicBarrier(2);
    Thread canceller =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (Source s : sources) {
                    meet(start);
                    s.cancel(Cause.CLIENT_GONE);
                    meet(start);
                  }
                });
    for (Source s : sources) {
      var ran = new AtomicInteger();
      Registration registration = s.onCancel(ran::incrementAndGet);
      meet(start);
      registration.close();
      int atClose = ran.get();
      meet(start);
      assertThat(ran).hasValue(atClose);
    }
    canceller.join();
  }

  @Test
  void everyCallbackRunsOnceHoweverRegistrationAndCancellationMeet() throws Exception {
    int rounds = 1_000;
    var sources = new Source[rounds];
    var counts = new AtomicInteger[rounds];
    for (int i = 0; i < rounds; i++) {
      sources[i] = new Source();
      counts[i] = new AtomicInteger();
    }
    var start = new CyclicBarrier(2);
    var wins = new AtomicInteger();
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (Source s : sources) {
                    meet(start);
                    wins.addAndGet(s.cancel(Cause.CLIENT_GONE) ? 1 : 0);
                  }
                });
    for (int i = 0; i < rounds; i++) {
      meet(start);
      sources[i].onCancel(counts[i]::incrementAndGet);
      wins.addAndGet(sources[i].cancel(Cause.SHUTDOWN) ? 1 : 0);
    }
    other.join();
    assertThat(counts).allMatch(count -> count.get() == 1);
    assertThat(wins).hasValue(rounds);
  }

  @Test
  void awaitEndsWithTheCancellation() throws Exception {
    Thread.startVirtualThread(() -> source.cancel(Cause.CLIENT_GONE));
    assertThat(source.await(Duration.ofSeconds(Long.MAX_VALUE))).isTrue();
    assertThat(source.await(Duration.ZERO)).isTrue();
  }

  @Test
  void awaitEndsWithTheTime() throws Exception {
    assertThat(source.await(Duration.ofNanos(1))).isFalse();
    assertThat(source.await(Duration.ofSeconds(-1))).isFalse();
  }

  @Test
  void aChildIsCancelledWithItsParent() {
    var child = new Source(source);
    var grandchild = new Source(child);
    source.cancel(Cause.STREAM_RESET);
    assertThat(child.cause()).isEqualTo(Cause.STREAM_RESET);
    assertThat(grandchild.cause()).isEqualTo(Cause.STREAM_RESET);
  }

  @Test
  void aChildOfACancelledParentIsCancelledAtOnce() {
    source.cancel(Cause.SHUTDOWN);
    assertThat(new Source(source).cause()).isEqualTo(Cause.SHUTDOWN);
  }

  @Test
  void aChildDoesNotCancelItsParent() {
    var child = new Source(source);
    child.cancel(Cause.DEADLINE);
    assertThat(source.isCancelled()).isFalse();
    source.cancel(Cause.SHUTDOWN);
    assertThat(child.cause()).isEqualTo(Cause.DEADLINE);
  }

  @Test
  void aDetachedChildStaysUncancelled() {
    var child = new Source(source);
    child.detach();
    source.cancel(Cause.SHUTDOWN);
    assertThat(child.isCancelled()).isFalse();
    source.detach();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
