package weft.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.Handler;
import weft.Limits;
import weft.Request;
import weft.ResponseWriter;
import weft.test.TestServer;
import weft.test.Wire;

class PipeliningTest {

  private static final int REQUESTS = 1000;

  @ParameterizedTest
  @EnumSource
  void requestsAreServedOneAfterTheOtherInOrder(Network network) throws Exception {
    var running = new AtomicInteger();
    var paths = new CopyOnWriteArrayList<String>();
    Handler handler =
        (w, r) -> {
          assertThat(running.incrementAndGet()).isOne();
          paths.add(r.path());
          w.print(r.path());
          w.print(new String(r.body().readAllBytes(), StandardCharsets.US_ASCII));
          running.decrementAndGet();
        };
    try (var server = network.start(handler);
        Wire wire = server.connect()) {
      var all = new StringBuilder();
      for (int i = 0; i < REQUESTS; i++) {
        all.append(i % 2 == 0 ? Sample.get("/" + i) : Sample.post("/" + i, "+content"));
      }
      Thread sender = Thread.ofVirtual().start(() -> send(wire, all.toString()));
      for (int i = 0; i < REQUESTS; i++) {
        String expected = "/" + i + (i % 2 == 0 ? "" : "+content");
        assertThat(wire.readResponse().text()).isEqualTo(expected);
      }
      sender.join();
      assertThat(paths).hasSize(REQUESTS);
    }
  }

  private static void send(Wire wire, String octets) {
    try {
      wire.send(octets);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void octetsInPiecesMakeTheSameRequests() throws Exception {
    Handler handler = (w, r) -> w.print(r.path() + r.body().readAllBytes().length);
    String all =
        Sample.get("/a", "X-Long: " + "y".repeat(3000))
            + Sample.chunkedHead("/b")
            + "3;x=\"y\"\r\nabc\r\n0\r\nT: v\r\n\r\n"
            + "\r\n"
            + Sample.post("/c", "x".repeat(700));
    try (var server = TestServer.simulated(handler)) {
      for (long seed = 0; seed < 100; seed++) {
        try (Wire wire = server.connectInPieces(seed, 1 + (int) (seed % 50))) {
          wire.send(all);
          assertThat(wire.readResponse().text()).isEqualTo("/a0");
          assertThat(wire.readResponse().text()).isEqualTo("/b3");
          assertThat(wire.readResponse().text()).isEqualTo("/c700");
        }
      }
    }
  }

  @Test
  void nothingIsServedAfterARequestToClose() throws Exception {
    var served = new AtomicInteger();
    Handler handler = (w, r) -> w.print(served.incrementAndGet());
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/") + Sample.get("/", "Connection: close") + Sample.get("/"));
      assertThat(wire.readResponse().text()).isEqualTo("1");
      assertThat(wire.readResponse().text()).isEqualTo("2");
      assertThat(wire.isAtEnd()).isTrue();
      assertThat(served).hasValue(2);
    }
  }

  @Test
  void badRequestDoesNotHideTheResponsesBeforeIt() throws Exception {
    try (var server = TestServer.simulated((w, _) -> w.print("ok"));
        Wire wire = server.connect()) {
      wire.send(Sample.get("/").repeat(2) + "bad\r\n\r\n" + Sample.get("/"));
      assertThat(wire.readResponse().text()).isEqualTo("ok");
      assertThat(wire.readResponse().text()).isEqualTo("ok");
      assertThat(wire.readResponse().status()).isEqualTo(400);
      assertThat(wire.isAtEnd()).isTrue();
    }
  }

  @Test
  void halfClosedClientGetsAllItsAnswers() throws Exception {
    try (var server = TestServer.simulated((w, r) -> w.print(r.path()));
        Wire wire = server.connect()) {
      wire.send(Sample.get("/a") + Sample.get("/b")).shutdownOutput();
      assertThat(wire.readResponse().text()).isEqualTo("/a");
      assertThat(wire.readResponse().text()).isEqualTo("/b");
      assertThat(wire.isAtEnd()).isTrue();
    }
  }

  /// A handler for `/a`, which answers, and `/b`, which says that it runs and waits to be let go.
  private static final class Waiting implements Handler {
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch released = new CountDownLatch(1);
    private final int bytesBefore;

    Waiting(int bytesBefore) {
      this.bytesBefore = bytesBefore;
    }

    @Override
    public void serve(ResponseWriter w, Request r) throws Exception {
      if (r.path().equals("/b")) {
        w.write(new byte[bytesBefore]);
        entered.countDown();
        released.await();
      }
      w.print(r.path());
    }
  }

  private static void letHeldBackGo(Network network, TestServer server) {
    if (network == Network.MEMORY) {
      server.pass(Duration.ofMillis(1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aResponseDoesNotWaitForAHandlerThatWaitsForItsClient(Network network) throws Exception {
    var handler = new Waiting(0);
    try (var server = network.start(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/a") + Sample.get("/b") + Sample.get("/a"));
      handler.entered.await();
      letHeldBackGo(network, server);
      assertThat(wire.readResponse().text()).isEqualTo("/a");
      handler.released.countDown();
      assertThat(wire.readResponse().text()).isEqualTo("/b");
      assertThat(wire.readResponse().text()).isEqualTo("/a");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aResponseDoesNotWaitForOneThatStreams(Network network) throws Exception {
    int bytes = Limits.STANDARD.responseBufferBytes() + 1;
    var handler = new Waiting(bytes);
    try (var server = network.start(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/a") + Sample.get("/b"));
      handler.entered.await();
      assertThat(wire.readResponse().text()).isEqualTo("/a");
      handler.released.countDown();
      assertThat(wire.readResponse().text()).hasSize(bytes + 2).endsWith("/b");
    }
  }

  @Test
  void aResponseThatItsHandlerClosedLeavesAtOnce() throws Exception {
    var released = new CountDownLatch(1);
    Handler handler =
        (w, r) -> {
          w.print(r.path());
          w.close();
          released.await();
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/a") + Sample.get("/b"));
      assertThat(wire.readResponse().text()).isEqualTo("/a");
      released.countDown();
      assertThat(wire.readResponse().text()).isEqualTo("/b");
    }
  }

  @Test
  void contentMayBeSentOnlyAfterTheResponsesBefore() throws Exception {
    Handler handler = (w, r) -> w.print(r.path() + r.body().readAllBytes().length);
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/a") + Sample.postHead("/b", 3));
      assertThat(wire.readResponse().text()).isEqualTo("/a0");
      wire.send("abc");
      assertThat(wire.readResponse().text()).isEqualTo("/b3");
    }
  }

  @ParameterizedTest
  @EnumSource
  void shutdownInTheMiddleOfABatchDropsNothing(Network network) throws Exception {
    var handler = new Waiting(0);
    try (var server = network.start(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/a") + Sample.get("/b") + Sample.get("/a"));
      handler.entered.await();
      Thread stopping = Thread.ofVirtual().start(() -> shutdown(server.server()));
      letHeldBackGo(network, server);
      assertThat(wire.readResponse().text()).isEqualTo("/a");
      handler.released.countDown();
      assertThat(wire.readResponse().text()).isEqualTo("/b");
      assertThat(wire.readResponse().text()).isEqualTo("/a");
      wire.shutdownOutput();
      stopping.join();
    }
  }

  private static void shutdown(Server server) {
    try {
      server.shutdown(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aClientThatLeavesCancelsTheHandlerItsResponsesWaitBehind() throws Exception {
    var entered = new CountDownLatch(1);
    var cancelled = new CountDownLatch(1);
    Handler handler =
        (w, r) -> {
          if (r.path().equals("/b")) {
            r.cancellation().onCancel(cancelled::countDown);
            entered.countDown();
            cancelled.await();
          }
          w.print(r.path());
        };
    try (var server = TestServer.simulated(handler)) {
      try (Wire wire = server.connect()) {
        wire.send(Sample.get("/a") + Sample.get("/b"));
        entered.await();
        wire.reset();
      }
      letHeldBackGo(Network.MEMORY, server);
      cancelled.await();
    }
  }
}
