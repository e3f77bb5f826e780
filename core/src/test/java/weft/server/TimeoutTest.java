package weft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import weft.Cancellation;
import weft.HalfClosePolicy;
import weft.Handler;
import weft.Handlers;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

/// Time-outs, in virtual time.
@SuppressWarnings("try") // clients close in the middle of a test
class TimeoutTest {

  private static final Handler READS = (w, r) -> w.print(r.body().readAllBytes().length);

  private final TraceLog trace = new TraceLog();

  private Server.Builder traced(Handler handler) {
    return Server.builder(handler).trace(trace);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis((long) (1000 * seconds));
  }

  @Test
  void silentNewConnectionIsClosedWithoutAWord() throws Exception {
    try (var server = TestServer.simulated(traced(READS).readHeaderTimeout(seconds(10)));
        Wire wire = server.connect()) {
      server.advance(seconds(9.9));
      wire.send(Sample.get("/"));
      assertThat(wire.readResponse().status()).isEqualTo(200);
      try (Wire silent = server.connect()) {
        server.advance(seconds(10.1));
        assertThat(silent.isAtEnd()).isTrue();
      }
      assertThat(trace.next("timed out")).isEqualTo("timed out READ_HEADER");
      assertThat(trace.next("closed")).isEqualTo("closed TIMED_OUT requests=0 in=0 out=0");
    }
  }

  @Test
  void unfinishedHeadIsAnsweredWith408() throws Exception {
    try (var server = TestServer.simulated(traced(READS).readHeaderTimeout(seconds(10)));
        Wire wire = server.connect()) {
      server.advance(seconds(9));
      wire.send("GET / HT");
      server.advance(seconds(9));
      wire.send("TP/1.1\r\nHost");
      server.advance(seconds(1.1));
      WireResponse response = wire.readResponse();
      assertThat(response.status()).isEqualTo(408);
      assertThat(response.header().get("Connection")).isEqualTo("close");
      assertThat(wire.isAtEnd()).isTrue();
      assertThat(trace.next("timed out")).isEqualTo("timed out READ_HEADER");
      assertThat(trace.next("closed")).startsWith("closed TIMED_OUT requests=0 in=20 out=");
    }
  }

  @Test
  void headOfALaterRequestHasItsTimeFromItsFirstOctet() throws Exception {
    var builder = traced(READS).readHeaderTimeout(seconds(10)).idleTimeout(seconds(60));
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/")).readResponse();
      server.advance(seconds(50));
      wire.send("G");
      server.advance(seconds(9));
      wire.send("ET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(wire.readResponse().status()).isEqualTo(200);
      server.advance(seconds(50));
      wire.send("G");
      server.advance(seconds(10.1));
      assertThat(wire.readResponse().status()).isEqualTo(408);
    }
  }

  @Test
  void idleConnectionIsClosed() throws Exception {
    try (var server = TestServer.simulated(traced(READS).idleTimeout(seconds(60)));
        Wire wire = server.connect()) {
      wire.send(Sample.get("/")).readResponse();
      server.advance(seconds(59));
      wire.send(Sample.get("/")).readResponse();
      server.advance(seconds(60.1));
      assertThat(wire.isAtEnd()).isTrue();
      assertThat(trace.next("timed out")).isEqualTo("timed out IDLE");
      assertThat(trace.next("closed")).startsWith("closed TIMED_OUT requests=2");
    }
  }

  @Test
  void zeroIsForEver() throws Exception {
    var builder =
        traced(READS)
            .readHeaderTimeout(Duration.ZERO)
            .idleTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .minDataRate(0, Duration.ZERO);
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect()) {
      for (String piece : new String[] {"POST / HT", "TP/1.1\r\nHost: a\r\n", "Content-"}) {
        server.advance(Duration.ofHours(1));
        wire.send(piece);
      }
      wire.send("Length: 2\r\n\r\n");
      server.advance(Duration.ofHours(1));
      wire.send("x");
      server.advance(Duration.ofHours(1));
      wire.send("x");
      assertThat(wire.readResponse().text()).isEqualTo("2");
    }
  }

  @Test
  void readTimeoutBoundsTheWholeRequest() throws Exception {
    var builder = traced(READS).readTimeout(seconds(20)).readHeaderTimeout(seconds(10));
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect()) {
      wire.send("P");
      server.advance(seconds(9));
      wire.send("OST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
      for (int i = 0; i < 11; i++) {
        wire.send("x".repeat(10_000));
        server.advance(seconds(1));
      }
      server.advance(seconds(0.1));
      assertThat(wire.readResponse().status()).isEqualTo(408);
      assertThat(trace.next("timed out")).isEqualTo("timed out READ_CONTENT");
      assertThat(trace.next("closed")).startsWith("closed TIMED_OUT");
    }
  }

  @Test
  void slowSenderIsCut() throws Exception {
    try (var server = TestServer.simulated(traced(READS).minDataRate(100, seconds(5)));
        Wire wire = server.connect()) {
      wire.send(Sample.postHead("/", 1_000_000));
      for (int i = 0; i < 7; i++) {
        wire.send("x".repeat(50)); // half of the rate: every second costs half a second
        server.advance(seconds(1));
      }
      wire.send("x".repeat(50));
      server.advance(seconds(1.4));
      assertThat(server.server().connections()).isOne();
      server.advance(seconds(0.2));
      assertThat(wire.readResponse().status()).isEqualTo(408);
      assertThat(trace.next("timed out")).isEqualTo("timed out DATA_RATE");
      assertThat(trace.outcome().status()).isEqualTo(408);
    }
  }

  @Test
  void senderThatIsFastEnoughIsNotCut() throws Exception {
    try (var server = TestServer.simulated(traced(READS).minDataRate(100, seconds(5)));
        Wire wire = server.connect()) {
      wire.send(Sample.postHead("/", 10_000));
      for (int i = 0; i < 100; i++) {
        wire.send("x".repeat(100));
        server.advance(seconds(1));
      }
      assertThat(wire.readResponse().text()).isEqualTo("10000");
    }
  }

  @Test
  void thinkingHandlerCostsTheSenderNothing() throws Exception {
    var thinking = new CountDownLatch(1);
    var thought = new CountDownLatch(1);
    Handler handler =
        (w, r) -> {
          w.print(r.body().readNBytes(5).length);
          thinking.countDown();
          thought.await();
          w.print(r.body().readAllBytes().length);
        };
    try (var server = TestServer.simulated(traced(handler).minDataRate(100, seconds(5)));
        Wire wire = server.connect()) {
      wire.send(Sample.postHead("/", 10)).send("12345");
      thinking.await();
      server.pass(Duration.ofHours(1));
      thought.countDown();
      server.advance(seconds(4));
      wire.send("67890");
      assertThat(wire.readResponse().text()).isEqualTo("55");
    }
  }

  @Test
  void unreadContentIsTimedToo() throws Exception {
    try (var server = TestServer.simulated(traced((_, _) -> {}).minDataRate(100, seconds(5)));
        Wire wire = server.connect()) {
      wire.send(Sample.postHead("/", 10));
      assertThat(wire.readResponse().status()).isEqualTo(200);
      server.advance(seconds(5.1));
      assertThat(wire.isAtEnd()).isTrue();
      assertThat(trace.next("timed out")).isEqualTo("timed out DATA_RATE");
    }
  }

  @Test
  void slowReaderIsCut() throws Exception {
    Handler handler = (w, _) -> w.write(new byte[1 << 20]);
    try (var server = TestServer.simulated(traced(handler).minDataRate(1 << 20, seconds(5)));
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      server.advance(seconds(5.9));
      assertThat(server.server().connections()).isOne();
      server.advance(seconds(0.2));
      assertThat(trace.next("timed out")).isEqualTo("timed out DATA_RATE");
      assertThat(trace.next("closed")).startsWith("closed TIMED_OUT requests=1");
      assertThat(trace.outcome().cancelled()).isEqualTo(Cancellation.Cause.WRITE_FAILED);
    }
  }

  @Test
  void writeTimeoutCountsTheHandlersThinking() throws Exception {
    var thinking = new CountDownLatch(1);
    var thought = new CountDownLatch(1);
    Handler handler =
        (w, _) -> {
          thinking.countDown();
          thought.await();
          w.write(new byte[1 << 20]);
        };
    try (var server = TestServer.simulated(traced(handler).writeTimeout(seconds(30)));
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      thinking.await();
      server.pass(seconds(29));
      thought.countDown();
      server.advance(seconds(1.1));
      assertThat(trace.next("timed out")).isEqualTo("timed out WRITE");
      assertThat(trace.next("closed")).startsWith("closed TIMED_OUT requests=1");
    }
  }

  @Test
  void writeTimeoutDoesNotReachTheNextRequest() throws Exception {
    Handler handler = (w, _) -> w.print("x");
    try (var server = TestServer.simulated(traced(handler).writeTimeout(seconds(30)));
        Wire wire = server.connect()) {
      for (int i = 0; i < 3; i++) {
        assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo("x");
        server.advance(seconds(20));
      }
    }
  }

  @Test
  void handlerMaySetTheDeadlineOfItsContent() throws Exception {
    Handler handler =
        (w, r) -> {
          w.readDeadline(seconds(3));
          assertThatExceptionOfType(SocketTimeoutException.class)
              .isThrownBy(() -> r.body().readAllBytes());
          w.print("too late");
        };
    try (var server = TestServer.simulated(traced(handler));
        Wire wire = server.connect()) {
      wire.send(Sample.postHead("/", 10));
      server.advance(seconds(3.1));
      WireResponse response = wire.readResponse();
      assertThat(response.text()).isEqualTo("too late");
      assertThat(response.header().get("Connection")).isEqualTo("close");
      assertThat(wire.isAtEnd()).isTrue();
      assertThat(trace.next("timed out")).isEqualTo("timed out READ_CONTENT");
    }
  }

  @Test
  void handlerMayTakeTheDeadlineOfItsContentAway() throws Exception {
    Handler handler =
        (w, r) -> {
          w.readDeadline(Duration.ZERO);
          READS.serve(w, r);
        };
    var builder = traced(handler).readTimeout(seconds(5)).minDataRate(0, Duration.ZERO);
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect()) {
      wire.send(Sample.postHead("/", 1));
      server.advance(seconds(100));
      wire.send("x");
      assertThat(wire.readResponse().text()).isEqualTo("1");
    }
  }

  @Test
  void handlerMaySetTheDeadlineOfItsResponse() throws Exception {
    var failures = new LinkedBlockingQueue<Exception>();
    Handler handler =
        (w, _) -> {
          w.writeDeadline(seconds(3));
          try {
            w.write(new byte[1 << 20]);
          } catch (IOException e) {
            failures.add(e);
            throw e;
          }
        };
    try (var server = TestServer.simulated(traced(handler));
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      server.advance(seconds(3.1));
      assertThat(failures.take()).isInstanceOf(SocketTimeoutException.class);
      assertThat(trace.next("timed out")).isEqualTo("timed out WRITE");
    }
  }

  @Test
  void deadlineCancelsButTheAnswerIsStillSent() throws Exception {
    var waiting = new CountDownLatch(1);
    Handler handler =
        (w, r) -> {
          w.deadline(seconds(3));
          waiting.countDown();
          assertThat(r.cancellation().await(Duration.ofMinutes(1))).isTrue();
          w.print(r.cancellation().cause());
        };
    try (var server = TestServer.simulated(traced(handler));
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      waiting.await();
      server.pass(seconds(3.1));
      assertThat(wire.readResponse().text()).isEqualTo("DEADLINE");
      assertThat(trace.outcome().cancelled()).isEqualTo(Cancellation.Cause.DEADLINE);
    }
  }

  @Test
  void deadlineOfARouteIs503() throws Exception {
    var waiting = new CountDownLatch(1);
    Handler handler =
        Handlers.deadline(
            seconds(3),
            (_, _) -> {
              waiting.countDown();
              new CountDownLatch(1).await();
            });
    try (var server = TestServer.simulated(traced(handler).halfClose(HalfClosePolicy.KEEP));
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      waiting.await();
      server.pass(seconds(3.1));
      assertThat(wire.readResponse().status()).isEqualTo(503);
      assertThat(trace.outcome().cancelled()).isEqualTo(Cancellation.Cause.DEADLINE);
    }
  }

  @Test
  void deadlineEndsWithItsRequest() throws Exception {
    Handler handler =
        (w, r) -> {
          if (r.path().equals("/first")) {
            w.deadline(seconds(3));
          }
          w.print(r.body().readAllBytes().length + " " + r.cancellation().isCancelled());
        };
    try (var server = TestServer.simulated(traced(handler));
        Wire wire = server.connect()) {
      assertThat(wire.send(Sample.get("/first")).readResponse().text()).isEqualTo("0 false");
      wire.send(Sample.postHead("/second", 1));
      server.advance(seconds(4));
      assertThat(wire.send("x").readResponse().text()).isEqualTo("1 false");
    }
  }

  @Test
  void lingeringEndsInTime() throws Exception {
    try (var server = TestServer.simulated(traced(READS).lingerTimeout(seconds(2)));
        Wire wire = server.connect()) {
      wire.send("bad\r\n\r\n");
      assertThat(wire.readResponse().status()).isEqualTo(400);
      assertThat(wire.isAtEnd()).isTrue();
      server.advance(seconds(1));
      wire.send("still sending");
      assertThat(server.server().connections()).isOne();
      server.advance(seconds(1.1));
      server.awaitQuiescent();
      assertThat(trace.next("closed")).startsWith("closed REJECTED");
    }
  }

  @Test
  void lingeringEndsWhenTheClientCloses() throws Exception {
    try (var server = TestServer.simulated(traced(READS));
        Wire wire = server.connect()) {
      wire.send("bad\r\n\r\n").readResponse();
      wire.close();
      assertThat(trace.next("closed")).startsWith("closed REJECTED");
    }
  }
}
