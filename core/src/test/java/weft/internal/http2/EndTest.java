package weft.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.internal.http2.ErrorCode.NO_ERROR;
import static weft.internal.http2.ErrorCode.SETTINGS_TIMEOUT;
import static weft.internal.http2.Frame.data;
import static weft.internal.http2.Frame.goAway;
import static weft.internal.http2.Frame.headers;
import static weft.internal.http2.Frame.ping;
import static weft.internal.http2.Frame.pong;
import static weft.internal.http2.Frame.raw;
import static weft.internal.http2.Frame.rstStream;
import static weft.internal.http2.Frame.settings;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import weft.Cancellation;
import weft.ConnState;
import weft.HalfClosePolicy;
import weft.Handler;
import weft.internal.exchange.Preface;
import weft.server.Server;
import weft.server.ShutdownReport;

/// How connections and streams end: shutdown, time-outs, clients that leave (RFC 9113 §6.8, §9.1).
class EndTest extends Served {

  /// How long a shutdown waits for the handlers.
  private static final Duration GRACE = Duration.ofSeconds(30);

  /// Without a minimum data rate: a test that lets minutes pass in no time must not do so between a
  /// write and the end of its deadline.
  private static Server.Builder calm(Handler handler) {
    return Server.builder(handler).minDataRate(0, Duration.ZERO);
  }

  private CompletableFuture<ShutdownReport> shutdown() {
    var report = new CompletableFuture<ShutdownReport>();
    Thread.startVirtualThread(
        () -> {
          try {
            report.complete(server().server().shutdown(GRACE));
          } catch (InterruptedException e) {
            report.completeExceptionally(e);
          }
        });
    return report;
  }

  @Test
  void shutdownLosesNoRequestThatIsOnItsWay() throws Exception {
    var go = new CountDownLatch(1);
    Handler handler =
        (w, r) -> {
          if (r.path().equals("/slow")) {
            go.await();
          }
          w.print(r.path());
        };
    try (Peer peer = serve(calm(handler)).greet()) {
      peer.send(headers(1, "GET", "/slow"));
      assertThat(peer.sync()).isEmpty();
      var report = shutdown();
      peer.expect(goAway(Integer.MAX_VALUE, NO_ERROR)).expect(ping(1));
      peer.send(headers(3, "GET", "/on-its-way"));
      assertThat(peer.response(3)).isEqualTo("200 /on-its-way");
      peer.send(pong(1)).expect(goAway(3, NO_ERROR));
      peer.send(headers(5, "GET", "/too-late"));
      assertThat(peer.sync()).isEmpty();
      go.countDown();
      assertThat(peer.response(1)).isEqualTo("200 /slow");
      peer.expectEnd();
      peer.close();
      assertThat(report.join().cancelled()).isZero();
    }
  }

  @Test
  void shutdownWaitsOneSecondForAClientThatDoesNotAnswer() throws Exception {
    try (Peer peer = serve(calm((w, r) -> w.print(r.path()))).greet()) {
      peer.sync();
      var report = shutdown();
      peer.expect(goAway(Integer.MAX_VALUE, NO_ERROR)).expect(ping(1));
      server().pass(Duration.ofSeconds(2));
      peer.expect(goAway(0, NO_ERROR)).expectEnd();
      peer.close();
      assertThat(report.join().cut()).isZero();
    }
  }

  @Test
  void shutdownCancelsWhatTakesTooLong() throws Exception {
    Handler handler =
        (w, r) -> {
          r.cancellation().await(Duration.ofDays(1));
          w.print(String.valueOf(r.cancellation().cause()));
        };
    try (Peer peer = serve(calm(handler)).greet()) {
      peer.send(headers(1, "GET", "/"));
      peer.sync();
      var report = shutdown();
      peer.expect(goAway(Integer.MAX_VALUE, NO_ERROR)).expect(ping(1)).send(pong(1));
      peer.expect(goAway(1, NO_ERROR));
      server().pass(GRACE); // and no more: the second that the handler then has does not pass
      assertThat(peer.response(1)).isEqualTo("200 SHUTDOWN");
      peer.expectEnd();
      peer.close();
      assertThat(report.join().cancelled()).isOne();
    }
  }

  @Test
  void handlerMayAskForTheEndOfTheConnection() throws Exception {
    Handler handler =
        (w, _) -> {
          w.header().set("Connection", "close");
          w.print("bye");
        };
    try (Peer peer = serve(calm(handler)).greet()) {
      peer.send(headers(1, "GET", "/"));
      Frame.Headers head = (Frame.Headers) peer.next();
      assertThat(head.fields()).noneMatch(field -> field.startsWith("connection"));
      // The client may be told before, within or after the content.
      var told = new ArrayList<Frame>();
      var content = new StringBuilder();
      for (boolean end = false; !end || told.size() < 2; ) {
        switch (peer.next()) {
          case Frame.Data data -> {
            content.append(data.content());
            end = data.end();
          }
          case Frame other -> told.add(other);
        }
      }
      assertThat(told).containsExactly(goAway(Integer.MAX_VALUE, NO_ERROR), ping(1));
      assertThat(content.toString()).isEqualTo("bye");
      peer.send(pong(1)).expect(goAway(1, NO_ERROR)).expectEnd();
    }
  }

  @Test
  void idleConnectionIsClosed() throws Exception {
    var states = new LinkedBlockingQueue<ConnState>();
    Server.Builder builder = calm((w, r) -> w.print(r.path()));
    builder.onConnState((_, state) -> states.add(state));
    try (Peer peer = serve(builder).greet()) {
      awaitIdle(states);
      peer.send(headers(1, "GET", "/"));
      assertThat(peer.response(1)).isEqualTo("200 /");
      awaitIdle(states); // the handler has returned, too
      server().advance(Duration.ofSeconds(74));
      assertThat(peer.sync()).isEmpty();
      server().advance(Duration.ofSeconds(2));
      peer.expect(goAway(1, NO_ERROR)).expectEnd();
    }
  }

  private static void awaitIdle(BlockingQueue<ConnState> states) throws InterruptedException {
    while (states.take() != ConnState.IDLE) {
      // until it is
    }
  }

  @Test
  void connectionWithAStreamIsNotIdle() throws Exception {
    var go = new CountDownLatch(1);
    try (Peer peer = serve(calm((w, r) -> go.await())).greet()) {
      peer.send(headers(1, "GET", "/"));
      peer.sync();
      server().advance(Duration.ofMinutes(10));
      assertThat(peer.sync()).isEmpty();
      go.countDown();
      assertThat(peer.response(1)).isEqualTo("200");
    }
  }

  // RFC 9113 §6.5.3.
  @Test
  void settingsMustBeAcknowledged() throws Exception {
    try (Peer peer = serve(calm((w, r) -> w.print(r.path())))) {
      peer.wire().send(Preface.octets());
      peer.send(settings());
      peer.sync();
      server().advance(Duration.ofSeconds(11));
      peer.expect(goAway(0, SETTINGS_TIMEOUT)).expectEnd();
    }
  }

  // RFC 9113 §3.4.
  @Test
  void prefaceMustArriveInTime() throws Exception {
    try (Peer peer = serve(calm((w, r) -> w.print(r.path())))) {
      peer.wire().send("PRI * HTTP/2.0\r\n");
      server().advance(Duration.ofSeconds(11));
      assertThat(new String(peer.wire().readToEnd(), java.nio.charset.StandardCharsets.US_ASCII))
          .doesNotContain("200");
    }
  }

  @Test
  void headersMustBeCompleteInTime() throws Exception {
    try (Peer peer = serve(calm((w, r) -> w.print(r.path()))).greet()) {
      peer.send(raw(1, 1, 1, "82"));
      server().advance(Duration.ofSeconds(11));
      peer.expectEnd();
    }
  }

  // RFC 9113 §6.7.
  @Test
  void silentClientIsAsked() throws Exception {
    Server.Builder builder = calm((w, r) -> w.print("x"));
    builder.ping(Duration.ofSeconds(10), Duration.ofSeconds(5));
    try (Peer peer = serve(builder).greet()) {
      peer.sync();
      server().advance(Duration.ofSeconds(11));
      peer.expect(ping(2)).send(pong(2));
      peer.sync();
      server().advance(Duration.ofSeconds(11));
      peer.expect(ping(2));
      server().advance(Duration.ofMillis(5_200)); // not as long as the server then waits
      peer.expect(goAway(0, NO_ERROR)).expectEnd();
    }
  }

  @Test
  void contentMustArriveInTime() throws Exception {
    var set = new CountDownLatch(1);
    Handler handler =
        (w, r) -> {
          w.readDeadline(Duration.ofSeconds(3));
          set.countDown();
          r.body().readAllBytes();
        };
    try (Peer peer = serve(calm(handler)).greet()) {
      peer.send(headers(1, "POST", "/"));
      set.await();
      server().advance(Duration.ofSeconds(4));
      assertThat(peer.response(1)).startsWith("408");
    }
  }

  @Test
  void responseMustBeTakenInTime() throws Exception {
    var cause = new SynchronousQueue<Object>();
    var began = new CountDownLatch(1);
    Handler handler =
        (w, r) -> {
          try {
            w.writeDeadline(Duration.ofSeconds(3));
            began.countDown();
            w.write(new byte[100_000]);
          } finally {
            cause.put(String.valueOf(r.cancellation().cause()));
          }
        };
    try (Peer peer = serve(calm(handler)).greet(settings(Setting.INITIAL_WINDOW_SIZE, 0))) {
      peer.send(headers(1, "GET", "/"));
      began.await();
      peer.next();
      server().advance(Duration.ofSeconds(4));
      peer.expect(rstStream(1, ErrorCode.CANCEL));
      assertThat(cause.take()).isEqualTo("WRITE_FAILED");
    }
  }

  @Test
  void aWindowHeldClosedIsAReset() throws Exception {
    Server.Builder builder = Server.builder(known((w, _) -> w.write(new byte[100_000])));
    builder.minDataRate(1, Duration.ofSeconds(5));
    try (Peer peer = serve(builder).greet(settings(Setting.INITIAL_WINDOW_SIZE, 0))) {
      peer.send(headers(1, "GET", "/"));
      peer.next();
      awaitBlocked(peer, 1);
      server().advance(Duration.ofSeconds(7));
      peer.expect(rstStream(1, ErrorCode.CANCEL));
    }
  }

  @Test
  void deadlineCancelsTheHandler() throws Exception {
    var set = new CountDownLatch(1);
    Handler handler =
        (w, r) -> {
          w.deadline(Duration.ofSeconds(3));
          set.countDown();
          r.cancellation().await(Duration.ofDays(1));
          w.print(String.valueOf(r.cancellation().cause()));
        };
    try (Peer peer = serve(calm(handler)).greet()) {
      peer.send(headers(1, "GET", "/"));
      set.await();
      server().advance(Duration.ofSeconds(4));
      assertThat(peer.response(1)).isEqualTo("200 DEADLINE");
    }
  }

  @Test
  void clientThatLeavesCancelsItsHandlers() throws Exception {
    var cause = new CompletableFuture<Cancellation.Cause>();
    Handler handler =
        (w, r) -> {
          r.cancellation().await(Duration.ofDays(1));
          cause.complete(r.cancellation().cause());
        };
    try (Peer peer = serve(calm(handler)).greet()) {
      peer.send(headers(1, "GET", "/"));
      peer.sync();
      peer.wire().reset();
      assertThat(cause.join()).isEqualTo(Cancellation.Cause.CLIENT_GONE);
    }
  }

  @Test
  void clientThatHalfClosesGetsItsAnswers() throws Exception {
    var go = new CountDownLatch(1);
    Handler handler =
        (w, r) -> {
          go.await();
          w.print("answer");
        };
    Server.Builder builder = calm(handler).halfClose(HalfClosePolicy.KEEP);
    try (Peer peer = serve(builder).greet()) {
      peer.send(headers(1, "GET", "/"));
      peer.sync();
      peer.wire().shutdownOutput();
      go.countDown();
      assertThat(peer.response(1)).isEqualTo("200 answer");
      peer.expectEnd();
    }
  }

  @Test
  void halfCloseMayMeanThatTheClientLeft() throws Exception {
    var cause = new CompletableFuture<Cancellation.Cause>();
    Handler handler =
        (w, r) -> {
          r.cancellation().await(Duration.ofDays(1));
          cause.complete(r.cancellation().cause());
        };
    Server.Builder builder = calm(handler).halfClose(HalfClosePolicy.CANCEL);
    try (Peer peer = serve(builder).greet()) {
      peer.send(headers(1, "GET", "/"));
      peer.sync();
      peer.wire().shutdownOutput();
      assertThat(cause.join()).isEqualTo(Cancellation.Cause.HALF_CLOSED);
    }
  }

  @Test
  void clientThatGoesAwayGetsItsAnswers() throws Exception {
    var go = new CountDownLatch(1);
    try (Peer peer = serve(calm((w, r) -> go.await())).greet()) {
      peer.send(headers(1, "GET", "/"), goAway(0, NO_ERROR));
      peer.expect(goAway(Integer.MAX_VALUE, NO_ERROR)).expect(ping(1)).send(pong(1));
      peer.expect(goAway(1, NO_ERROR));
      go.countDown();
      assertThat(peer.response(1)).isEqualTo("200");
      peer.expectEnd();
    }
  }

  @Test
  void contentOfAStreamThatWasResetCannotBeRead() throws Exception {
    var failure = new CompletableFuture<String>();
    Handler handler =
        (w, r) -> {
          try {
            r.body().readAllBytes();
          } catch (java.io.IOException e) {
            failure.complete(e.getMessage());
            throw e;
          }
        };
    try (Peer peer = serve(calm(handler)).greet()) {
      peer.send(headers(1, "POST", "/"), data(1, "x"), rstStream(1, ErrorCode.CANCEL));
      assertThat(failure.join()).isEqualTo("the client has reset the stream");
    }
  }
}
