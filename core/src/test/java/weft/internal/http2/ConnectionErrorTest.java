package weft.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.internal.http2.ErrorCode.CANCEL;
import static weft.internal.http2.ErrorCode.COMPRESSION_ERROR;
import static weft.internal.http2.ErrorCode.FLOW_CONTROL_ERROR;
import static weft.internal.http2.ErrorCode.FRAME_SIZE_ERROR;
import static weft.internal.http2.ErrorCode.PROTOCOL_ERROR;
import static weft.internal.http2.ErrorCode.STREAM_CLOSED;
import static weft.internal.http2.Frame.goAway;
import static weft.internal.http2.Frame.headers;
import static weft.internal.http2.Frame.raw;
import static weft.internal.http2.Frame.rstStream;
import static weft.internal.http2.Frame.settings;
import static weft.internal.http2.Frame.windowUpdate;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import weft.Handler;
import weft.internal.exchange.Preface;

/// Broken rules after which a connection is of no use (RFC 9113 §5.4.1), by section.
class ConnectionErrorTest extends Served {

  static Stream<Arguments> broken() {
    return Stream.of(
        of("RFC 9113 §4.2", raw(0, 0, 1, "00".repeat(16_385)), FRAME_SIZE_ERROR),
        of("RFC 9113 §4.3", raw(1, 5, 1, "80"), COMPRESSION_ERROR),
        of("RFC 9113 §5.1 idle DATA", raw(0, 0, 1, "00"), PROTOCOL_ERROR),
        of("RFC 9113 §5.1 idle RST_STREAM", rstStream(1, PROTOCOL_ERROR), PROTOCOL_ERROR),
        of("RFC 9113 §5.1 idle WINDOW_UPDATE", windowUpdate(1, 1), PROTOCOL_ERROR),
        of("RFC 9113 §5.1.1 even", headers(2, "GET", "/"), PROTOCOL_ERROR),
        of("RFC 9113 §6.1 no stream", raw(0, 0, 0, "00"), PROTOCOL_ERROR),
        of("RFC 9113 §6.2 no stream", raw(1, 5, 0, "82"), PROTOCOL_ERROR),
        of("RFC 9113 §6.2 padding", raw(1, 0xd, 1, "0582"), PROTOCOL_ERROR),
        of("RFC 9113 §6.2 no room for padding", raw(1, 0xd, 1, ""), FRAME_SIZE_ERROR),
        of("RFC 9113 §6.2 no room for priority", raw(1, 0x25, 1, "000000"), FRAME_SIZE_ERROR),
        of("RFC 9113 §6.3 no stream", raw(2, 0, 0, "0000000000"), PROTOCOL_ERROR),
        of("RFC 9113 §6.4 no stream", raw(3, 0, 0, "00000000"), PROTOCOL_ERROR),
        of("RFC 9113 §6.4 length", raw(3, 0, 1, "000000"), FRAME_SIZE_ERROR),
        of("RFC 9113 §6.5 on a stream", raw(4, 0, 1, ""), PROTOCOL_ERROR),
        of("RFC 9113 §6.5 length", raw(4, 0, 0, "0000"), FRAME_SIZE_ERROR),
        of("RFC 9113 §6.5 ACK with a payload", raw(4, 1, 0, "000000000000"), FRAME_SIZE_ERROR),
        of("RFC 9113 §6.5.2 ENABLE_PUSH", settings(2, 2), PROTOCOL_ERROR),
        of("RFC 9113 §6.5.2 INITIAL_WINDOW_SIZE", settings(4, -1), FLOW_CONTROL_ERROR),
        of("RFC 9113 §6.5.2 MAX_FRAME_SIZE, small", settings(5, 16_383), PROTOCOL_ERROR),
        of("RFC 9113 §6.5.2 MAX_FRAME_SIZE, large", settings(5, 1 << 24), PROTOCOL_ERROR),
        of("RFC 9113 §6.6 PUSH_PROMISE", raw(5, 4, 1, "0000000282"), PROTOCOL_ERROR),
        of("RFC 9113 §6.7 on a stream", raw(6, 0, 1, "0000000000000000"), PROTOCOL_ERROR),
        of("RFC 9113 §6.7 length", raw(6, 0, 0, "00000000000000"), FRAME_SIZE_ERROR),
        of("RFC 9113 §6.8 on a stream", raw(7, 0, 1, "0000000000000000"), PROTOCOL_ERROR),
        of("RFC 9113 §6.8 length", raw(7, 0, 0, "00000000"), FRAME_SIZE_ERROR),
        of("RFC 9113 §6.9 length", raw(8, 0, 0, "000001"), FRAME_SIZE_ERROR),
        of("RFC 9113 §6.9 zero", windowUpdate(0, 0), PROTOCOL_ERROR),
        of("RFC 9113 §6.9.1 too large", windowUpdate(0, Integer.MAX_VALUE), FLOW_CONTROL_ERROR),
        of("RFC 9113 §6.10 without HEADERS", raw(9, 4, 1, "82"), PROTOCOL_ERROR),
        of("RFC 9218 §7.1 on a stream", raw(16, 0, 1, "00000001"), PROTOCOL_ERROR),
        of("RFC 9218 §7.1 for no stream", raw(16, 0, 0, "00000000"), PROTOCOL_ERROR),
        of("RFC 9218 §7.1 length", raw(16, 0, 0, "000000"), FRAME_SIZE_ERROR));
  }

  private static Arguments of(String section, Frame frame, ErrorCode code) {
    return Arguments.of(section, frame, code);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void goesAway(String section, Frame frame, ErrorCode code) throws IOException {
    try (Peer peer = serve().greet()) {
      peer.send(frame).expectLast(goAway(0, code)).expectEnd();
    }
  }

  // RFC 9113 §3.4.
  @Test
  void anythingElseThanSettingsFirst() throws IOException {
    try (Peer peer = serve()) {
      peer.wire().send(Preface.octets());
      peer.send(headers(1, "GET", "/")).expectLast(goAway(0, PROTOCOL_ERROR)).expectEnd();
    }
  }

  @Test
  void anotherFrameInsideAHeaderBlock() throws IOException {
    try (Peer peer = serve().greet()) {
      peer.send(raw(1, 1, 1, "82"), Frame.ping(1)).expectLast(goAway(0, PROTOCOL_ERROR));
    }
  }

  // RFC 9113 §6.10.
  @Test
  void continuationOfAnotherStream() throws IOException {
    try (Peer peer = serve().greet()) {
      peer.send(raw(1, 1, 1, "82"), raw(9, 4, 3, "84")).expectLast(goAway(0, PROTOCOL_ERROR));
    }
  }

  // RFC 9113 §5.1.1.
  @Test
  void streamThatWasSkippedOrClosed() throws IOException {
    try (Peer peer = serve().greet()) {
      peer.send(headers(5, "GET", "/"));
      assertThat(peer.response(5)).isEqualTo("200 /");
      peer.send(headers(3, "GET", "/")).expectLast(goAway(5, STREAM_CLOSED));
    }
  }

  @Test
  void dataOnAStreamThatIsDone() throws IOException {
    try (Peer peer = serve().greet()) {
      peer.send(headers(1, "GET", "/"));
      assertThat(peer.response(1)).isEqualTo("200 /");
      peer.send(Frame.data(1, "x")).expectLast(goAway(1, STREAM_CLOSED));
    }
  }

  static Stream<Arguments> late() {
    return Stream.of(
        of("RFC 9113 §5.1 DATA", Frame.data(1, "x"), STREAM_CLOSED),
        of("RFC 9113 §5.1 HEADERS", headers(1, "GET", "/"), STREAM_CLOSED),
        of("RFC 9113 §6.3 length", raw(2, 0, 1, "00000000"), FRAME_SIZE_ERROR),
        of("RFC 9113 §6.9 zero", windowUpdate(1, 0), PROTOCOL_ERROR));
  }

  /// The stream is closed when both sides have said all, although its handler goes on.
  @ParameterizedTest(name = "{0}")
  @MethodSource("late")
  void goesAwayWhenTheStreamIsClosed(String section, Frame frame, ErrorCode code)
      throws IOException {
    var done = new CountDownLatch(1);
    Handler handler =
        (w, _) -> {
          w.close();
          done.await();
        };
    try (Peer peer = serve(handler).greet()) {
      peer.send(headers(1, "GET", "/"));
      assertThat(peer.response(1)).isEqualTo("200");
      peer.send(frame).expectLast(goAway(1, code));
    } finally {
      done.countDown();
    }
  }

  @Test
  void aStreamThatWasResetExcusesNoFrameWithoutStream() throws IOException {
    try (Peer peer = serve().greet()) {
      peer.send(headers(1, "GET", "/", "te: gzip")).expect(rstStream(1, PROTOCOL_ERROR));
      peer.send(windowUpdate(0, 0)).expectLast(goAway(1, PROTOCOL_ERROR));
    }
  }

  // RFC 9113 §5.1: a client may send these before it knows that the stream is closed.
  @Test
  void whatMayComeLateDoesNoHarm() throws Exception {
    var done = new CountDownLatch(1);
    Handler handler =
        (w, r) -> {
          w.print(r.path());
          w.close();
          if (r.path().equals("/")) {
            done.await();
          }
        };
    try (Peer peer = serve(handler).greet()) {
      peer.send(headers(1, "GET", "/"));
      assertThat(peer.response(1)).isEqualTo("200 /");
      peer.send(windowUpdate(1, 100), windowUpdate(1, Integer.MAX_VALUE));
      peer.send(raw(2, 0, 1, "0000000010"), rstStream(1, CANCEL), rstStream(1, CANCEL));
      assertThat(peer.sync()).isEmpty();
      peer.send(headers(3, "GET", "/next"));
      assertThat(peer.response(3)).isEqualTo("200 /next");
      done.countDown();
    }
  }

  // RFC 9113 §6.9.2: only streams that still have a window can make it too large.
  @Test
  void wideWindowOfAClosedStreamBoundsNoOther() throws Exception {
    var go = new CountDownLatch(1);
    var done = new CountDownLatch(1);
    Handler handler =
        (w, _) -> {
          go.await();
          w.close();
          done.await();
        };
    try (Peer peer = serve(handler).greet()) {
      peer.send(headers(1, "GET", "/"), windowUpdate(1, Integer.MAX_VALUE - 65_535));
      peer.sync();
      go.countDown();
      assertThat(peer.response(1)).isEqualTo("200");
      peer.send(settings(Setting.INITIAL_WINDOW_SIZE, 100_000)).expect(new Frame.SettingsAck());
      assertThat(peer.sync()).isEmpty();
      done.countDown();
    }
  }
}
