package weft.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.Cancellation;
import weft.Cancellation.Cause;
import weft.HalfClosePolicy;
import weft.Handler;
import weft.Handlers;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

/// How handlers learn that their answer is not wanted any more.
class CancellationTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final CountDownLatch serving = new CountDownLatch(1);
  private final LinkedBlockingQueue<Cause> causes = new LinkedBlockingQueue<>();

  /// Waits until its request is cancelled, without reading its content.
  private final Handler waits =
      (_, r) -> {
        serving.countDown();
        r.cancellation().await(LONG);
        causes.add(r.cancellation().cause());
      };

  /// What is left of the request when the client leaves.
  private enum Rest {
    NOTHING(Sample.get("/")),
    UNREAD_CONTENT(Sample.postHead("/", 100_000) + "x".repeat(64 << 10)),
    PIPELINED_REQUEST(Sample.get("/") + Sample.get("/next"));

    final String octets;

    Rest(String octets) {
      this.octets = octets;
    }
  }

  /// Lets time pass until a handler has told why it was cancelled.
  private Cause awaitCause(TestServer server, Network network) throws InterruptedException {
    Cause cause = null;
    while (network == Network.MEMORY && cause == null) {
      server.pass(Duration.ofMillis(10));
      cause = causes.poll(1, TimeUnit.MILLISECONDS);
    }
    return cause == null ? causes.take() : cause;
  }

  @ParameterizedTest
  @EnumSource
  void clientThatClosesIsNoticedInMemory(Rest rest) throws Exception {
    clientThatCloses(Network.MEMORY, rest);
  }

  @ParameterizedTest
  @EnumSource
  void clientThatClosesIsNoticedOverSockets(Rest rest) throws Exception {
    clientThatCloses(Network.SOCKETS, rest);
  }

  private void clientThatCloses(Network network, Rest rest) throws Exception {
    try (var server = network.start(waits)) {
      Wire wire = server.connect();
      wire.send(rest.octets);
      serving.await();
      wire.close();
      assertThat(awaitCause(server, network)).isEqualTo(Cause.CLIENT_GONE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientThatResetsIsNoticedInMemory(Rest rest) throws Exception {
    try (var server = TestServer.simulated(waits)) {
      Wire wire = server.connect();
      wire.send(rest.octets);
      serving.await();
      wire.reset();
      assertThat(causes.take()).isEqualTo(Cause.CLIENT_GONE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientThatResetsIsNoticedOverSockets(Rest rest) throws Exception {
    Handler handler =
        (w, r) -> {
          w.inform(103); // what the client has not read when it closes makes that a reset
          waits.serve(w, r);
        };
    try (var server = TestServer.start(Server.builder(handler).halfClose(HalfClosePolicy.KEEP))) {
      Wire wire = server.connect();
      wire.send(rest.octets);
      serving.await();
      wire.close();
      assertThat(causes.take()).isEqualTo(Cause.CLIENT_GONE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void keptHalfCloseIsNoCancellation(Network network) throws Exception {
    var go = new CountDownLatch(1);
    Handler handler =
        (w, r) -> {
          serving.countDown();
          go.await();
          w.print(r.cancellation().isCancelled());
        };
    var builder = Server.builder(handler).halfClose(HalfClosePolicy.KEEP);
    try (var server = network.start(builder);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/")).shutdownOutput();
      serving.await();
      if (network == Network.MEMORY) {
        server.pass(LONG);
      }
      go.countDown();
      assertThat(wire.readResponse().text()).isEqualTo("false");
    }
  }

  @ParameterizedTest
  @EnumSource
  void probedClientThatWaitsGetsItsAnswer(Network network) throws Exception {
    var go = new CountDownLatch(1);
    Handler handler =
        (w, r) -> {
          serving.countDown();
          go.await();
          w.print(r.cancellation().isCancelled());
        };
    var builder = Server.builder(handler).minDataRate(0, Duration.ZERO);
    try (var server = network.start(builder);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/")).shutdownOutput();
      serving.await();
      for (int i = 0; i < 2; i++) {
        var response = new FutureTask<>(wire::readResponse);
        Thread.startVirtualThread(response);
        while (network == Network.MEMORY && !response.isDone()) {
          server.pass(Duration.ofMillis(5)); // a probe is due only some time after the one before
        }
        assertThat(response.get().status()).isEqualTo(102);
      }
      go.countDown();
      WireResponse response = wire.readResponse();
      while (response.status() == 102) {
        response = wire.readResponse();
      }
      assertThat(response.text()).isEqualTo("false");
      assertThat(wire.isAtEnd()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void halfCloseMayCancel(Network network) throws Exception {
    var builder = Server.builder(waits).halfClose(HalfClosePolicy.CANCEL);
    try (var server = network.start(builder);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      serving.await();
      wire.shutdownOutput();
      assertThat(awaitCause(server, network)).isEqualTo(Cause.HALF_CLOSED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void halfCloseBeforeTheHandlerBeganCounts(Network network) throws Exception {
    var builder = Server.builder(waits).halfClose(HalfClosePolicy.CANCEL);
    try (var server = network.start(builder);
        Wire wire = server.connect()) {
      wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r").send("\n").shutdownOutput();
      assertThat(awaitCause(server, network)).isEqualTo(Cause.HALF_CLOSED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void halfCloseCountsForEachPipelinedRequest(Network network) throws Exception {
    var builder = Server.builder(waits).halfClose(HalfClosePolicy.CANCEL);
    try (var server = network.start(builder);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/").repeat(3)).shutdownOutput();
      for (int i = 0; i < 3; i++) {
        assertThat(awaitCause(server, network)).isEqualTo(Cause.HALF_CLOSED);
      }
    }
  }

  @Test
  void failedWriteCancels() throws Exception {
    Handler handler =
        (w, r) -> {
          try {
            w.write(new byte[1 << 20]);
          } catch (IOException e) {
            causes.add(r.cancellation().cause());
            throw e;
          }
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connectThenReset(1000)) {
      wire.send(Sample.get("/"));
      assertThat(causes.take()).isIn(Cause.WRITE_FAILED, Cause.CLIENT_GONE);
    }
  }

  @Test
  void returningCancelsWhatTheHandlerLeftBehind() throws Exception {
    var left = new LinkedBlockingQueue<Cancellation>();
    var during = new LinkedBlockingQueue<Boolean>();
    Handler handler =
        (_, r) -> {
          during.add(r.cancellation().isCancelled());
          left.add(r.cancellation());
          r.cancellation().onCancel(() -> causes.add(r.cancellation().cause()));
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/")).readResponse();
      assertThat(during.take()).isFalse();
      assertThat(causes.take()).isEqualTo(Cause.HANDLER_RETURNED);
      assertThat(left.take().cause()).isEqualTo(Cause.HANDLER_RETURNED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void twoHundredBlockedHandlersAreInterrupted(Network network) throws Exception {
    var all = new CountDownLatch(200);
    var interrupted = new LinkedBlockingQueue<Cause>();
    Handler handler =
        (_, r) -> {
          all.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.add(r.cancellation().cause());
          }
        };
    try (var server = network.start(Server.builder(handler).interruptible(true))) {
      var wires = new Wire[200];
      for (int i = 0; i < wires.length; i++) {
        wires[i] = server.connect().send(Sample.get("/"));
      }
      all.await();
      for (Wire wire : wires) {
        wire.close();
      }
      for (Wire _ : wires) {
        assertThat(interrupted.take()).isEqualTo(Cause.CLIENT_GONE);
      }
    }
  }

  @Test
  void interruptDoesNotReachTheNextRequest() throws Exception {
    Handler interruptible =
        Handlers.interruptible(
            (w, r) -> {
              w.deadline(Duration.ofSeconds(1));
              serving.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                w.print(r.cancellation().cause());
                Thread.currentThread().interrupt(); // as well-behaved code does
              }
            });
    Handler handler =
        (w, r) -> {
          if (r.path().equals("/blocks")) {
            interruptible.serve(w, r);
          } else {
            w.print(Thread.currentThread().isInterrupted());
          }
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/blocks"));
      serving.await();
      server.pass(Duration.ofSeconds(2));
      assertThat(wire.readResponse().text()).isEqualTo("DEADLINE");
      assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo("false");
    }
  }

  @ParameterizedTest
  @EnumSource
  void cancellationAtTheHandlersEndDoesNotLeak(Network network) throws Exception {
    int rounds = 2000;
    var leaked = new AtomicInteger();
    var random = new Random(42);
    var running = new LinkedBlockingQueue<Integer>();
    Handler handler =
        (w, r) -> {
          if (Thread.currentThread().isInterrupted()) {
            leaked.incrementAndGet();
          }
          if (network == Network.MEMORY) {
            w.deadline(Duration.ofMillis(1));
          } else {
            w.deadline(Duration.ofNanos(Long.parseLong(r.path().substring(1))));
          }
          running.add(1);
          w.print("ok");
        };
    try (var server = network.start(Server.builder(handler).interruptible(true));
        Wire wire = server.connect()) {
      for (int i = 0; i < rounds; i++) {
        wire.send(Sample.get("/" + random.nextInt(1, 200_000)));
        running.take();
        if (network == Network.MEMORY) {
          for (int spins = random.nextInt(50); spins > 0; spins--) {
            Thread.onSpinWait();
          }
          server.pass(Duration.ofMillis(2));
        }
        assertThat(wire.readResponse().text()).isEqualTo("ok");
      }
      assertThat(leaked).hasValue(0);
    }
  }
}
