package weft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.Cancellation;
import weft.ConnState;
import weft.Handler;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

/// Stopping a server.
@SuppressWarnings("try") // clients close in the middle of a test
class ShutdownTest {

  private static final Handler HELLO = (w, _) -> w.print("hello");
  private static final Duration LONG = Duration.ofHours(1);
  private static final Duration TICKS = Duration.ofMillis(50);

  private final TraceLog trace = new TraceLog();
  private final CountDownLatch serving = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);

  private final Handler waits =
      (w, _) -> {
        serving.countDown();
        go.await();
        w.print("hello");
      };

  private static <T> FutureTask<T> start(Callable<T> call) {
    var task = new FutureTask<>(call);
    Thread.ofVirtual().start(task);
    return task;
  }

  /// Starts a shutdown and returns once it has told the connections.
  private FutureTask<ShutdownReport> shutdown(TestServer server, Duration grace) throws Exception {
    var begun = new CountDownLatch(1);
    server.server().onShutdown(begun::countDown);
    FutureTask<ShutdownReport> report = start(() -> server.server().shutdown(grace));
    begun.await();
    return report;
  }

  @Test
  void serverWithoutConnectionsStopsAtOnce() throws Exception {
    try (var server = TestServer.simulated(HELLO)) {
      ShutdownReport report = server.server().shutdown(LONG);
      assertThat(report.took()).isZero();
      assertThat(report.completed() + report.cancelled() + report.cut()).isZero();
      assertThat(report.hookFailures()).isEmpty();
      server.server().await();
      assertThatExceptionOfType(IOException.class).isThrownBy(server::connect);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingCancelsTheRequestUnderWay(Network network) throws Exception {
    var told = new CompletableFuture<Cancellation.Cause>();
    Handler asks =
        (_, r) -> {
          r.cancellation().onCancel(() -> told.complete(r.cancellation().cause()));
          serving.countDown();
          go.await();
        };
    try (var server = network.start(asks);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      serving.await();
      server.server().close();
      assertThat(told.get()).isEqualTo(Cancellation.Cause.SHUTDOWN);
      go.countDown();
    }
  }

  @Test
  void connectionsThatWaitAreClosed() throws Exception {
    try (var server = TestServer.simulated(Server.builder(HELLO).trace(trace));
        Wire idle = server.connect()) {
      idle.send(Sample.get("/")).readResponse();
      server.awaitQuiescent();
      FutureTask<ShutdownReport> report = shutdown(server, LONG);
      server.advance(TICKS);
      assertThat(idle.isAtEnd()).isTrue();
      assertThat(report.get().completed()).isZero();
      assertThat(report.get().took()).isLessThanOrEqualTo(TICKS);
      assertThat(trace.next("closed")).startsWith("closed SHUTDOWN requests=1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void requestUnderWayIsAnsweredAndTheConnectionClosed(Network network) throws Exception {
    try (var server = network.start(waits);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      serving.await();
      FutureTask<ShutdownReport> report = shutdown(server, LONG);
      go.countDown();
      WireResponse response = wire.readResponse();
      assertThat(response.text()).isEqualTo("hello");
      assertThat(response.header().get("Connection")).isEqualTo("close");
      assertThat(wire.isAtEnd()).isTrue();
      wire.close();
      assertThat(report.get().completed()).isOne();
      assertThat(report.get().cancelled() + report.get().cut()).isZero();
    }
  }

  @Test
  void requestOfWhichAnOctetHasArrivedIsAnswered() throws Exception {
    try (var server = TestServer.simulated(HELLO);
        Wire kept = server.connect();
        Wire first = server.connect()) {
      kept.send(Sample.get("/")).readResponse();
      kept.send("G");
      first.send("G");
      server.awaitQuiescent();
      FutureTask<ShutdownReport> report = shutdown(server, LONG);
      server.advance(Duration.ofSeconds(5));
      for (Wire wire : new Wire[] {kept, first}) {
        WireResponse response = wire.send(Sample.get("/").substring(1)).readResponse();
        assertThat(response.text()).isEqualTo("hello");
        assertThat(response.header().get("Connection")).isEqualTo("close");
        assertThat(wire.isAtEnd()).isTrue();
        wire.close();
      }
      assertThat(report.get().completed()).isEqualTo(2);
    }
  }

  @Test
  void pipelinedRequestsThatWereReceivedAreAnswered() throws Exception {
    try (var server = TestServer.simulated(waits);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/").repeat(2));
      serving.await();
      FutureTask<ShutdownReport> report = shutdown(server, LONG);
      go.countDown();
      assertThat(wire.readResponse().text()).isEqualTo("hello");
      WireResponse last = wire.readResponse();
      assertThat(last.text()).isEqualTo("hello");
      assertThat(last.header().get("Connection")).isEqualTo("close");
      assertThat(wire.isAtEnd()).isTrue();
      wire.close();
      assertThat(report.get().completed()).isOne();
    }
  }

  @Test
  void newConnectionHasAMomentForItsRequest() throws Exception {
    try (var server = TestServer.simulated(HELLO);
        Wire asks = server.connect();
        Wire silent = server.connect()) {
      server.awaitQuiescent();
      FutureTask<ShutdownReport> report = shutdown(server, LONG);
      server.advance(Duration.ofMillis(900));
      assertThat(asks.send(Sample.get("/")).readResponse().text()).isEqualTo("hello");
      asks.close();
      server.advance(Duration.ofMillis(150));
      assertThat(silent.isAtEnd()).isTrue();
      assertThat(report.get().took()).isLessThan(Duration.ofSeconds(2));
    }
  }

  @Test
  void connectionThatWasOnlyJustAcceptedHasTheSameMoment() throws Exception {
    var accepted = new CountDownLatch(1);
    var builder =
        Server.builder(HELLO)
            .connContext(
                _ -> {
                  accepted.countDown();
                  try {
                    go.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return ScopedValue.where(ScopedValue.newInstance(), 1);
                });
    try (var server = TestServer.simulated(builder);
        Wire silent = server.connect()) {
      accepted.await();
      FutureTask<ShutdownReport> report = shutdown(server, LONG);
      go.countDown();
      server.advance(Duration.ofMillis(1100));
      assertThat(silent.isAtEnd()).isTrue();
      assertThat(report.get().took()).isLessThan(Duration.ofSeconds(2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void requestThatArrivedBeforeItsConnectionLooksIsAnswered(Network network) throws Exception {
    var builder =
        Server.builder(HELLO)
            .onConnState(
                (_, state) -> {
                  if (state == ConnState.IDLE) {
                    serving.countDown();
                    awaitUninterrupted(go);
                  }
                });
    try (var server = network.start(builder);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/")).readResponse();
      serving.await();
      wire.send(Sample.get("/"));
      FutureTask<ShutdownReport> report = shutdown(server, LONG);
      go.countDown();
      WireResponse response = wire.readResponse();
      assertThat(response.text()).isEqualTo("hello");
      assertThat(response.header().get("Connection")).isEqualTo("close");
      wire.close();
      assertThat(report.get().cut()).isZero();
    }
  }

  @Test
  void hooksAreAwaited() throws Exception {
    var builder = Server.builder(HELLO);
    builder.onShutdown(
        () -> {
          serving.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    try (var server = TestServer.simulated(builder)) {
      FutureTask<ShutdownReport> report = shutdown(server, LONG);
      serving.await();
      assertThat(report.isDone()).isFalse();
      go.countDown();
      assertThat(report.get().hookFailures()).isEmpty();
    }
  }

  @Test
  void hooksThatFailOrHangAreReported() throws Exception {
    var failure = new IllegalStateException("hook");
    var error = new AssertionError("hook");
    var failing = new LinkedBlockingQueue<Thread>();
    var builder = Server.builder(HELLO);
    builder.onShutdown(
        () -> {
          failing.add(Thread.currentThread());
          throw failure;
        });
    builder.onShutdown(
        () -> {
          failing.add(Thread.currentThread());
          throw error;
        });
    builder.onShutdown(
        () -> {
          serving.countDown();
          awaitUninterrupted(new CountDownLatch(1));
        });
    try (var server = TestServer.simulated(builder)) {
      FutureTask<ShutdownReport> report = shutdown(server, Duration.ofSeconds(10));
      serving.await();
      failing.take().join(); // before the time is over that they have
      failing.take().join();
      passUntilDone(server, report);
      assertThat(report.get().hookFailures())
          .hasSize(3)
          .contains(failure, error)
          .last()
          .isInstanceOf(TimeoutException.class);
      assertThat(report.get().took()).isGreaterThanOrEqualTo(Duration.ofSeconds(10));
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Lets time pass in small steps, for a shutdown that sets one alarm after the other.
  private static void passUntilDone(TestServer server, FutureTask<?> task) {
    while (!task.isDone()) {
      server.pass(Duration.ofMillis(20));
      Thread.onSpinWait();
    }
  }

  @Test
  void handlerThatHeedsItsCancellationIsAnsweredFor() throws Exception {
    Handler handler =
        (w, r) -> {
          serving.countDown();
          assertThat(r.cancellation().await(LONG)).isTrue();
          w.print(r.cancellation().cause());
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      serving.await();
      FutureTask<ShutdownReport> report = shutdown(server, Duration.ofSeconds(10));
      server.pass(Duration.ofSeconds(10));
      assertThat(wire.readResponse().text()).isEqualTo("SHUTDOWN");
      wire.close();
      assertThat(report.get().completed()).isZero();
      assertThat(report.get().cancelled()).isOne();
      assertThat(report.get().cut()).isZero();
    }
  }

  @Test
  void handlerThatIsInterruptedIs503() throws Exception {
    var builder = Server.builder(waits).interruptible(true).trace(trace);
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      serving.await();
      FutureTask<ShutdownReport> report = shutdown(server, Duration.ofSeconds(10));
      server.pass(Duration.ofSeconds(10));
      WireResponse response = wire.readResponse();
      wire.close();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.header().get("Connection")).isEqualTo("close");
      assertThat(trace.outcome().cancelled()).isEqualTo(Cancellation.Cause.SHUTDOWN);
      assertThat(report.get().cancelled()).isOne();
      assertThat(report.get().cut()).isZero();
    }
  }

  @Test
  void handlerThatHeedsNothingIsCut() throws Exception {
    try (var server = TestServer.simulated(waits);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      serving.await();
      FutureTask<ShutdownReport> report = shutdown(server, Duration.ofSeconds(10));
      passUntilDone(server, report);
      assertThat(wire.readToEnd()).isEmpty();
      assertThat(report.get().completed()).isZero();
      assertThat(report.get().cancelled()).isOne();
      assertThat(report.get().cut()).isOne();
      assertThat(report.get().took()).isGreaterThanOrEqualTo(Duration.ofSeconds(11));
      go.countDown();
    }
  }

  @Test
  void reportCountsEachRequestOnce() throws Exception {
    Handler handler =
        (w, r) -> {
          if (r.path().equals("/waits")) {
            waits.serve(w, r);
          } else {
            w.print(r.body().readAllBytes().length);
          }
        };
    try (var server = TestServer.simulated(Server.builder(handler).readHeaderTimeout(LONG));
        Wire completes = server.connect();
        Wire waits = server.connect();
        Wire halfHead = server.connect()) {
      completes.send(Sample.postHead("/", 1));
      waits.send(Sample.get("/waits"));
      serving.await();
      halfHead.send(Sample.get("/", "X: y").substring(0, 20));
      awaitBusy(server, 3);
      FutureTask<ShutdownReport> report = shutdown(server, Duration.ofSeconds(8));
      assertThat(completes.send("x").readResponse().text()).isEqualTo("1");
      completes.close();
      while (server.server().connections() > 2) {
        Thread.onSpinWait();
      }
      passUntilDone(server, report);
      assertThat(report.get().completed()).isOne();
      assertThat(report.get().cancelled()).isOne();
      assertThat(report.get().cut()).isEqualTo(2);
      go.countDown();
    }
  }

  /// Waits until `requests` connections have begun to read a request.
  private static void awaitBusy(TestServer server, int requests) {
    while (server.server().underWay() < requests) {
      Thread.onSpinWait();
    }
  }

  @Test
  void secondShutdownWaitsForTheFirst() throws Exception {
    try (var server = TestServer.simulated(waits);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      serving.await();
      FutureTask<ShutdownReport> first = shutdown(server, LONG);
      FutureTask<ShutdownReport> second = start(() -> server.server().shutdown(Duration.ZERO));
      go.countDown();
      assertThat(wire.readResponse().text()).isEqualTo("hello");
      wire.close();
      assertThat(second.get().completed()).isZero();
      assertThat(first.get().completed()).isOne();
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeCutsEverything(Network network) throws Exception {
    var hooked = new AtomicBoolean();
    var builder = Server.builder(waits).onShutdown(() -> hooked.set(true));
    try (var server = network.start(builder);
        Wire idle = server.connect();
        Wire busy = server.connect()) {
      busy.send(Sample.get("/"));
      serving.await();
      server.close();
      server.server().await();
      assertThat(idle.readToEnd()).isEmpty();
      assertThat(busy.readToEnd()).isEmpty();
      assertThat(hooked).isFalse();
      server.close();
      go.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource
  void closeEndsAShutdown(Network network) throws Exception {
    try (var server = network.start(waits);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      serving.await();
      FutureTask<ShutdownReport> report = shutdown(server, LONG);
      server.close();
      assertThat(wire.readToEnd()).isEmpty();
      go.countDown();
      report.get();
      server.server().await();
    }
  }

  @Test
  void interruptedShutdownCutsEverything() throws Exception {
    try (var server = TestServer.simulated(waits);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      serving.await();
      var begun = new CountDownLatch(1);
      server.server().onShutdown(begun::countDown);
      var report = new FutureTask<>(() -> server.server().shutdown(LONG));
      Thread stopper = Thread.ofVirtual().start(report);
      begun.await();
      stopper.interrupt();
      assertThat(wire.readToEnd()).isEmpty();
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(report::get)
          .withCauseInstanceOf(InterruptedException.class);
      server.server().await();
      go.countDown();
    }
  }
}
