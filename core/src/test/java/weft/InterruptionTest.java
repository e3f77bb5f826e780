package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import weft.Cancellation.Cause;
import weft.test.Recorder;

class InterruptionTest {

  private final Recorder w = new Recorder();
  private final Cancellation.Source source = new Cancellation.Source();
  private final Request r = Request.builder("GET", "/").cancellation(source).build();

  @AfterEach
  void noInterruptIsLeft() {
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void endsABlockingCall() throws Exception {
    var waiting = new CountDownLatch(1);
    Thread canceller =
        Thread.startVirtualThread(
            () -> {
              try {
                waiting.await();
              } catch (InterruptedException e) {
                return;
              }
              source.cancel(Cause.CLIENT_GONE);
            });
    Handler blocking =
        (_, _) -> {
          waiting.countDown();
          new CountDownLatch(1).await();
        };
    assertThatExceptionOfType(InterruptedException.class)
        .isThrownBy(() -> Handlers.interruptible(blocking).serve(w, r));
    canceller.join();
  }

  @Test
  void doesNotOutliveAHandlerThatIgnoresIt() throws Exception {
    Handlers.interruptible((_, _) -> source.cancel(Cause.CLIENT_GONE)).serve(w, r);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void doesNotOutliveAHandlerThatThrows() {
    Handler failing =
        (_, _) -> {
          source.cancel(Cause.CLIENT_GONE);
          throw new IOException("failed");
        };
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Handlers.interruptible(failing).serve(w, r))
        .withMessage("failed");
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void isNotGivenAfterTheHandlerReturned() throws Exception {
    Handlers.interruptible((_, _) -> {}).serve(w, r);
    source.cancel(Cause.HANDLER_RETURNED);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void isGivenAtOnceIfTheRequestIsCancelledAlready() throws Exception {
    source.cancel(Cause.SHUTDOWN);
    Handlers.interruptible((_, _) -> assertThat(Thread.currentThread().isInterrupted()).isTrue())
        .serve(w, r);
  }

  @Test
  void neverLeaksWhenCancellationMeetsTheEnd() throws Exception {
    int rounds = 2_000;
    var start = new CyclicBarrier(2);
    var sources = new Cancellation.Source[rounds];
    for (int i = 0; i < rounds; i++) {
      sources[i] = new Cancellation.Source();
    }
    Thread canceller =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (Cancellation.Source s : sources) {
                    meet(start);
                    s.cancel(Cause.CLIENT_GONE);
                  }
                });
    Handler empty = Handlers.interruptible((_, _) -> {});
    for (Cancellation.Source s : sources) {
      Request request = r.withCancellation(s);
      meet(start); // throws if an interrupt is left
      empty.serve(w, request);
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
    canceller.join();
  }

  @Test
  void deadlineTurnsAFailureInto503() {
    Handler late =
        (_, _) -> {
          source.cancel(Cause.DEADLINE); // as the server's alarm does
          new CountDownLatch(1).await();
        };
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> Handlers.deadline(Duration.ofSeconds(1), late).serve(w, r))
        .satisfies(e -> assertThat(e.status()).isEqualTo(503))
        .withCauseInstanceOf(InterruptedException.class);
  }

  @Test
  void deadlineKeepsFailuresAfterTheResponseBegan() {
    Handler late =
        (_, _) -> {
          w.flush();
          source.cancel(Cause.DEADLINE);
          throw new IOException("late");
        };
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> Handlers.deadline(Duration.ofSeconds(1), late).serve(w, r))
        .withMessage("late");
  }

  @Test
  void deadlineKeepsFailuresBeforeTheDeadlineAndOfOtherCauses() {
    Handler failing =
        (_, _) -> {
          throw new IOException("failed");
        };
    Handler guarded = Handlers.deadline(Duration.ofSeconds(1), failing);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> guarded.serve(w, r))
        .withMessage("failed");
    source.cancel(Cause.CLIENT_GONE);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> guarded.serve(w, r))
        .withMessage("failed");
  }

  @Test
  void deadlineKeepsAnAbort() {
    Handler aborting =
        (_, _) -> {
          source.cancel(Cause.DEADLINE);
          throw new AbortException();
        };
    assertThatExceptionOfType(AbortException.class)
        .isThrownBy(() -> Handlers.deadline(Duration.ofSeconds(1), aborting).serve(w, r));
  }

  @Test
  void deadlineLetsALateResponseThrough() throws Exception {
    Handler late =
        (w, _) -> {
          source.cancel(Cause.DEADLINE);
          w.print("late");
        };
    assertThat(Recorder.serve(Handlers.deadline(Duration.ofSeconds(1), late), r).text())
        .isEqualTo("late");
  }

  @Test
  void deadlineMustBePositive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Handlers.deadline(Duration.ZERO, (_, _) -> {}));
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
