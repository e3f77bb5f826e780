package weft.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import weft.Handler;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

class KeepAlivesTest {

  private static final Handler HELLO = (w, _) -> w.print("hello");
  private static final Duration TICKS = Duration.ofMillis(50);

  private final TraceLog trace = new TraceLog();

  private static void isLast(Wire wire) throws Exception {
    WireResponse response = wire.readResponse();
    assertThat(response.header().get("Connection")).isEqualTo("close");
    assertThat(wire.isAtEnd()).isTrue();
  }

  @Test
  void builderCanSwitchThemOff() throws Exception {
    try (var server = TestServer.simulated(Server.builder(HELLO).keepAlives(false));
        Wire wire = server.connect()) {
      server.advance(Duration.ofSeconds(9)); // the first request has the time that it always has
      wire.send(Sample.get("/"));
      isLast(wire);
    }
  }

  @Test
  void nobodyWaitsForAClientThatSaidItSendsNoMore() throws Exception {
    try (var server = TestServer.simulated(Server.builder(HELLO).trace(trace));
        Wire wire = server.connect()) {
      wire.send(Sample.get("/", "Connection: close"));
      isLast(wire);
      assertThat(trace.next("closed")).startsWith("closed NOT_PERSISTENT requests=1");
    }
  }

  @Test
  void switchingOffClosesConnectionsThatWait() throws Exception {
    try (var server = TestServer.simulated(Server.builder(HELLO).trace(trace));
        Wire idle = server.connect()) {
      idle.send(Sample.get("/")).readResponse();
      server.awaitQuiescent();
      server.server().keepAlives(false);
      server.advance(TICKS);
      assertThat(idle.isAtEnd()).isTrue();
      assertThat(trace.next("closed")).startsWith("closed NOT_PERSISTENT requests=1");
      try (Wire next = server.connect()) {
        next.send(Sample.get("/"));
        isLast(next);
      }
    }
  }

  @Test
  void switchingOffEndsTheRequestUnderWayInOrder() throws Exception {
    var serving = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    Handler handler =
        (w, _) -> {
          serving.countDown();
          go.await();
          w.print("hello");
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      serving.await();
      server.server().keepAlives(false);
      go.countDown();
      isLast(wire);
    }
  }

  @Test
  void newConnectionHasAMomentWhenTheyAreSwitchedOff() throws Exception {
    try (var server = TestServer.simulated(Server.builder(HELLO).trace(trace));
        Wire asks = server.connect();
        Wire silent = server.connect()) {
      server.awaitQuiescent();
      server.server().keepAlives(false);
      server.advance(Duration.ofMillis(900));
      asks.send(Sample.get("/"));
      isLast(asks);
      asks.close();
      assertThat(trace.next("closed")).contains("requests=1");
      server.server().keepAlives(true);
      server.advance(Duration.ofMillis(200));
      assertThat(silent.isAtEnd()).isTrue();
      assertThat(trace.next("closed")).startsWith("closed NOT_PERSISTENT requests=0");
    }
  }

  @Test
  void switchingOnKeepsAgain() throws Exception {
    try (var server = TestServer.simulated(Server.builder(HELLO).keepAlives(false));
        Wire wire = server.connect()) {
      server.server().keepAlives(true);
      for (int i = 0; i < 3; i++) {
        wire.send(Sample.get("/"));
        assertThat(wire.readResponse().header().contains("Connection")).isFalse();
        server.awaitQuiescent();
      }
    }
  }
}
