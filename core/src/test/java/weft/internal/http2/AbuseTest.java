package weft.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.internal.http2.ErrorCode.CANCEL;
import static weft.internal.http2.ErrorCode.ENHANCE_YOUR_CALM;
import static weft.internal.http2.ErrorCode.PROTOCOL_ERROR;
import static weft.internal.http2.ErrorCode.REFUSED_STREAM;
import static weft.internal.http2.Frame.data;
import static weft.internal.http2.Frame.fields;
import static weft.internal.http2.Frame.goAway;
import static weft.internal.http2.Frame.headers;
import static weft.internal.http2.Frame.ping;
import static weft.internal.http2.Frame.priorityUpdate;
import static weft.internal.http2.Frame.raw;
import static weft.internal.http2.Frame.rstStream;
import static weft.internal.http2.Frame.settings;
import static weft.internal.http2.Frame.windowUpdate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import weft.Cancellation;
import weft.Handler;
import weft.Http2Limits;
import weft.Limits;
import weft.server.Server;

/// What costs the server more than the client (RFC 9113 §10.5): the connection ends, and all
/// requests of another one are answered meanwhile.
class AbuseTest extends Served {

  /// More than any of the floods is allowed.
  private static final int REPEATS = 5_100;

  /// Waits for the content, and then for the client to leave.
  private static final Handler PATIENT =
      (w, r) -> {
        if (r.path().equals("/wait")) {
          r.cancellation().await(java.time.Duration.ofDays(1));
        }
        if (r.path().equals("/large")) {
          w.write(new byte[100_000]);
        }
        w.print(r.body().readAllBytes().length);
      };

  /// Small on the wire, and above the bound once it is unpacked.
  private static final String[] BOMB =
      Collections.nCopies(100, "x-bomb: " + "x".repeat(900)).toArray(String[]::new);

  static Stream<Arguments> floods() {
    return Stream.of(
        of("rapid reset", i -> frames(headers(id(i), "GET", "/wait"), rstStream(id(i), CANCEL))),
        of(
            "resets that the client makes the server send",
            i -> frames(headers(id(i), "POST", "/wait"), windowUpdate(id(i), 0))),
        of("malformed requests", i -> frames(fields(id(i), ":method: GET"))),
        of("PING", i -> frames(ping(i))),
        of("SETTINGS", _ -> frames(settings())),
        of("SETTINGS with settings", i -> frames(settings(1, i, 4, 65_535 + i % 2))),
        of("PRIORITY", i -> frames(raw(2, 0, id(i), "0000000000"))),
        of("PRIORITY_UPDATE", i -> frames(priorityUpdate(id(i), "u=" + i % 8))),
        of("tiny windows", _ -> frames(windowUpdate(0, 1))),
        of(
            "tiny windows of a stream, each of which lets one octet go",
            i ->
                i == 0
                    ? frames(settings(4, 0), headers(1, "GET", "/large"))
                    : frames(windowUpdate(1, 1))),
        of("header lists above the bound", i -> frames(headers(id(i), "GET", "/", BOMB))),
        of(
            "frames on streams that were reset",
            i ->
                i == 0
                    ? frames(headers(1, "POST", "/", "te: gzip"))
                    : frames(data(1, "x"), windowUpdate(1, 0))),
        of("unknown frames", i -> frames(raw(0x77, 0, i, ""))),
        of("acknowledgements", _ -> frames(new Frame.SettingsAck())),
        of("empty DATA", i -> i == 0 ? frames(headers(1, "POST", "/wait")) : frames(data(1, ""))),
        of(
            "padding alone",
            i -> i == 0 ? frames(headers(1, "POST", "/")) : frames(raw(0, 8, 1, "0100"))),
        of("CONTINUATION", i -> i == 0 ? frames(raw(1, 0, 1, "82")) : frames(raw(9, 0, 1, ""))),
        of(
            "an endless header block",
            i -> frames(raw(i == 0 ? 1 : 9, 0, 1, "0001610162".repeat(100)))));
  }

  private static Arguments of(String name, IntFunction<Frame[]> flood) {
    return Arguments.of(name, flood);
  }

  private static Frame[] frames(Frame... frames) {
    return frames;
  }

  private static int id(int i) {
    return 2 * i + 1;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("floods")
  void floodEndsTheConnectionAndNoOther(String name, IntFunction<Frame[]> flood)
      throws IOException {
    try (Peer peer = serve(PATIENT).greet();
        Peer other = Peer.connect(server()).greet()) {
      Thread sender = Thread.startVirtualThread(() -> send(peer, flood));
      var goAway = new CompletableFuture<Frame.GoAway>();
      Thread reader = Thread.startVirtualThread(() -> goAway.complete(awaitGoAway(peer)));
      int id = 1;
      do {
        other.send(headers(id, "GET", "/"));
        assertThat(other.response(id)).isEqualTo("200 0");
        id += 2;
      } while (!goAway.isDone());
      assertThat(goAway.join().code()).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(sender).isNotEqualTo(reader);
    }
  }

  private static Frame.GoAway awaitGoAway(Peer peer) {
    try {
      Frame frame = peer.next();
      while (!(frame instanceof Frame.GoAway)) {
        frame = peer.next();
      }
      return (Frame.GoAway) frame;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(Peer peer, IntFunction<Frame[]> flood) {
    try {
      for (int i = 0; i < REPEATS; i++) {
        peer.send(flood.apply(i));
      }
    } catch (IOException done) {
      // The server has closed the connection.
    }
  }

  @Test
  void whoMakesTheServerAnswerAndDoesNotReadIsToldToCalmDown() throws Exception {
    Http2Limits.Builder small =
        Http2Limits.STANDARD.with().overheadMax(1_000_000).outputBytesMax(10_000);
    try (Peer peer = serve(Server.builder(PATIENT).limits(limits(small))).greet()) {
      for (int i = 0; i < 20_000; i++) {
        peer.send(ping(i));
      }
      peer.expectLast(goAway(0, ENHANCE_YOUR_CALM));
    }
  }

  // RFC 9113 §5.1.2.
  @Test
  void streamsAboveTheLimitAreRefused() throws IOException {
    Http2Limits.Builder two = Http2Limits.STANDARD.with().streamsMax(2);
    try (Peer peer = serve(Server.builder(PATIENT).limits(limits(two))).greet()) {
      peer.send(headers(1, "GET", "/wait"), headers(3, "GET", "/wait"), headers(5, "GET", "/"));
      peer.expect(rstStream(5, REFUSED_STREAM));
      peer.send(rstStream(1, CANCEL), headers(7, "GET", "/"));
      assertThat(peer.response(7)).isEqualTo("200 0");
    }
  }

  @Test
  void handlersThatIgnoreTheirCancellationStillCount() throws Exception {
    var running = new AtomicInteger();
    var done = new CountDownLatch(1);
    Handler stubborn =
        (w, r) -> {
          running.incrementAndGet();
          done.await();
        };
    Http2Limits.Builder two = Http2Limits.STANDARD.with().streamsMax(2);
    try (Peer peer = serve(Server.builder(stubborn).limits(limits(two))).greet()) {
      for (int id = 1; id < 13; id += 2) { // the last two wait
        peer.send(headers(id, "GET", "/"), rstStream(id, CANCEL));
      }
      peer.send(headers(13, "GET", "/")).expect(rstStream(13, REFUSED_STREAM));
      assertThat(running.get()).isLessThanOrEqualTo(4);
      done.countDown();
    }
  }

  @Test
  void aClientThatKeepsToTheLimitWaitsForHandlersThatGoOnAfterTheirResponses() throws Exception {
    var done = new CountDownLatch(1);
    Handler handler =
        (w, r) -> {
          w.print(r.path());
          w.close();
          done.await();
        };
    Http2Limits.Builder two = Http2Limits.STANDARD.with().streamsMax(2);
    try (Peer peer = serve(Server.builder(handler).limits(limits(two))).greet()) {
      for (int id = 1; id < 9; id += 2) {
        peer.send(headers(id, "GET", "/"));
        assertThat(peer.response(id)).isEqualTo("200 /");
      }
      peer.send(headers(9, "GET", "/"));
      assertThat(peer.sync()).isEmpty();
      done.countDown();
      assertThat(peer.response(9)).isEqualTo("200 /");
    }
  }

  @Test
  void aBombIsAnsweredAndNotUnpacked() throws IOException {
    try (Peer peer = serve(PATIENT).greet()) {
      peer.send(headers(1, "GET", "/", BOMB));
      assertThat(peer.response(1)).isEqualTo("431 header too large");
      peer.send(headers(3, "GET", "/", "x-bomb: " + "x".repeat(900)));
      assertThat(peer.response(3)).isEqualTo("200 0");
    }
  }

  @Test
  void requestsThatAreServedPayForWhatComesWithThem() throws IOException {
    Http2Limits.Builder little = Http2Limits.STANDARD.with().overheadMax(100);
    try (Peer peer = serve(Server.builder(PATIENT).limits(limits(little))).greet()) {
      for (int i = 0; i < 100; i++) { // without the requests, enough for twenty
        peer.send(headers(id(i), "GET", "/"));
        assertThat(peer.response(id(i))).isEqualTo("200 0");
        peer.send(ping(i)).expect(Frame.pong(i));
      }
    }
  }

  @Test
  void aTrailerSectionIsBoundedToo() throws IOException {
    Limits few = Limits.STANDARD.with().headerFieldsMax(10).build();
    try (Peer peer = serve(Server.builder(PATIENT).limits(few)).greet()) {
      String[] many = new String[11];
      java.util.Arrays.fill(many, "a: b");
      peer.send(headers(1, "POST", "/"), fields(1, many));
      peer.expect(rstStream(1, PROTOCOL_ERROR));
    }
  }

  @Test
  void aClientThatIsCancelledIsNotAnswered() throws Exception {
    var cause = new java.util.concurrent.CompletableFuture<Cancellation.Cause>();
    Handler handler =
        (w, r) -> r.cancellation().onCancel(() -> cause.complete(r.cancellation().cause()));
    Handler waiting =
        (w, r) -> {
          handler.serve(w, r);
          cause.join();
        };
    try (Peer peer = serve(waiting).greet()) {
      peer.send(headers(1, "GET", "/"), rstStream(1, CANCEL));
      assertThat(cause.join()).isEqualTo(Cancellation.Cause.STREAM_RESET);
      assertThat(peer.sync()).isEmpty();
    }
  }
}
