package weft.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.Handler;
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
}
