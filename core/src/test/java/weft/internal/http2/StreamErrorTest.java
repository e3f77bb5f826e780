package weft.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.internal.http2.ErrorCode.FLOW_CONTROL_ERROR;
import static weft.internal.http2.ErrorCode.FRAME_SIZE_ERROR;
import static weft.internal.http2.ErrorCode.PROTOCOL_ERROR;
import static weft.internal.http2.ErrorCode.STREAM_CLOSED;
import static weft.internal.http2.Frame.data;
import static weft.internal.http2.Frame.fields;
import static weft.internal.http2.Frame.headers;
import static weft.internal.http2.Frame.lastData;
import static weft.internal.http2.Frame.raw;
import static weft.internal.http2.Frame.rstStream;
import static weft.internal.http2.Frame.windowUpdate;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.ErrorPage;
import weft.Limits;
import weft.server.Server;

/// Broken rules that concern one stream (RFC 9113 §5.4.2, §8.1.1): it is reset, and the next is
/// served.
class StreamErrorTest extends Served {

  private static final String GET = ":method: GET";
  private static final String HTTP = ":scheme: http";
  private static final String ROOT = ":path: /";
  private static final String HOST = ":authority: a";

  static Stream<Frame> malformed() {
    return Stream.of(
        fields(1, HTTP, ROOT, HOST),
        fields(1, GET, ROOT, HOST),
        fields(1, GET, HTTP, HOST),
        fields(1, GET, HTTP, ROOT),
        fields(1, GET, GET, HTTP, ROOT, HOST),
        fields(1, GET, HTTP, HTTP, ROOT, HOST),
        fields(1, GET, HTTP, ROOT, ROOT, HOST),
        fields(1, GET, HTTP, ROOT, HOST, HOST),
        fields(1, GET, HTTP, ROOT, HOST, ":status: 200"),
        fields(1, GET, HTTP, ROOT, HOST, ":other: 1"),
        fields(1, GET, HTTP, ROOT, "a: b", HOST),
        fields(1, ":method: G T", HTTP, ROOT, HOST),
        fields(1, GET, ":scheme: ftp", ROOT, HOST),
        fields(1, GET, HTTP, ":path: ", HOST),
        fields(1, GET, HTTP, ":path: x", HOST),
        fields(1, GET, HTTP, ":path: *", HOST),
        fields(1, GET, HTTP, ":path: /a b", HOST),
        fields(1, GET, HTTP, ":path: /#f", HOST),
        fields(1, GET, HTTP, ROOT, ":authority: "),
        fields(1, GET, HTTP, ROOT, ":authority: user@a"),
        fields(1, GET, HTTP, ROOT, HOST, "host: b"),
        fields(1, GET, HTTP, ROOT, HOST, "host: a", "host: a"),
        fields(1, GET, HTTP, ROOT, HOST, "A: b"),
        fields(1, GET, HTTP, ROOT, HOST, "a b: c"),
        fields(1, GET, HTTP, ROOT, HOST, ": b"),
        fields(1, GET, HTTP, ROOT, HOST, "a: \n"),
        fields(1, GET, HTTP, ROOT, HOST, "a: b\rc"),
        fields(1, GET, HTTP, ROOT, HOST, "a: b\0"),
        fields(1, GET, HTTP, ROOT, HOST, "a:  b"),
        fields(1, GET, HTTP, ROOT, HOST, "a: b "),
        fields(1, GET, HTTP, ROOT, HOST, "connection: close"),
        fields(1, GET, HTTP, ROOT, HOST, "keep-alive: 1"),
        fields(1, GET, HTTP, ROOT, HOST, "proxy-connection: close"),
        fields(1, GET, HTTP, ROOT, HOST, "transfer-encoding: chunked"),
        fields(1, GET, HTTP, ROOT, HOST, "upgrade: h2c"),
        fields(1, GET, HTTP, ROOT, HOST, "te: gzip"),
        fields(1, GET, HTTP, ROOT, HOST, "content-length: 1"),
        fields(1, GET, HTTP, ROOT, HOST, "content-length: 0", "content-length: 0"),
        fields(1, GET, HTTP, ROOT, HOST, "content-length: +1"),
        fields(1, GET, HTTP, ROOT, HOST, "content-length: "),
        fields(1, GET, HTTP, ROOT, HOST, "content-length: 9223372036854775808"),
        fields(1, ":method: CONNECT", HTTP, ROOT, HOST),
        fields(1, ":method: CONNECT"),
        fields(1, ":method: CONNECT", HTTP, ROOT, HOST, ":protocol: websocket"),
        // a priority that depends on its own stream
        raw(1, 0x25, 1, "00000001 00 82 86 84 41 01 61"));
  }

  // RFC 9113 §8.2.1, RFC 9113 §8.2.2, RFC 9113 §8.3.
  @ParameterizedTest
  @MethodSource("malformed")
  void malformedRequestIsReset(Frame request) throws IOException {
    try (Peer peer = serve().greet()) {
      peer.send(request).expect(rstStream(1, PROTOCOL_ERROR));
      peer.send(headers(3, "GET", "/next"));
      assertThat(peer.response(3)).isEqualTo("200 /next");
    }
  }

  @Test
  void theServersPageIsTheContentOfItsAnswer() throws IOException {
    Limits small = Limits.STANDARD.with().targetBytesMax(20).build();
    Server.Builder server =
        Server.builder((w, r) -> w.print("ok"))
            .limits(small)
            .errorPage((status, message) -> new ErrorPage.Content("text/x", status + message));
    try (Peer peer = serve(server).greet()) {
      peer.send(headers(1, "GET", "/" + "x".repeat(20)));
      Frame.Headers head = (Frame.Headers) peer.next();
      assertThat(head.fields()).contains("content-type: text/x", "content-length: 18");
      peer.expect(lastData(1, "414target too long"));
      peer.send(headers(3, "HEAD", "/" + "x".repeat(20)));
      assertThat(peer.response(3)).isEqualTo("414");
      peer.send(Frame.settings(Setting.INITIAL_WINDOW_SIZE, 17)).expect(new Frame.SettingsAck());
      peer.send(headers(5, "GET", "/" + "x".repeat(20)));
      assertThat(peer.response(5)).isEqualTo("414");
    }
  }

  @Test
  void requestThatIsTooMuchIsAnswered() throws IOException {
    Limits small = Limits.STANDARD.with().headerBytesMax(300).targetBytesMax(20).build();
    try (Peer peer = serve(Server.builder((w, r) -> w.print("ok")).limits(small)).greet()) {
      peer.send(headers(1, "GET", "/", "a: " + "x".repeat(250)));
      assertThat(peer.response(1)).isEqualTo("431 header too large");
      peer.send(headers(3, "GET", "/" + "x".repeat(20)));
      assertThat(peer.response(3)).isEqualTo("414 target too long");
      peer.send(headers(5, "GET", "/", "expect: the worst"));
      assertThat(peer.response(5)).isEqualTo("417 unknown expectation");
      peer.send(headers(7, "GET", "/"));
      assertThat(peer.response(7)).isEqualTo("200 ok");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "xxx"})
  void contentOfAnotherLengthThanDeclared(String content) throws IOException {
    var read = new CountDownLatch(1);
    try (Peer peer =
        serve(
                (w, r) -> {
                  try {
                    r.body().readAllBytes();
                  } finally {
                    read.countDown();
                  }
                })
            .greet()) {
      peer.send(headers(1, "POST", "/", "content-length: 2"), lastData(1, content));
      peer.expect(rstStream(1, PROTOCOL_ERROR));
      peer.sync();
      assertThat(read).satisfies(CountDownLatch::await);
    }
  }

  // RFC 9113 §5.1.
  @Test
  void frameAfterTheEndOfAStream() throws Exception {
    var done = new CountDownLatch(1);
    try (Peer peer = serve((w, r) -> done.await()).greet()) {
      peer.send(headers(1, "GET", "/"), data(1, "x")).expect(rstStream(1, STREAM_CLOSED));
      done.countDown();
    }
  }

  @Test
  void windowOfAStream() throws Exception {
    var done = new CountDownLatch(1);
    try (Peer peer = serve((w, r) -> done.await()).greet()) {
      peer.send(headers(1, "GET", "/"), windowUpdate(1, 0)).expect(rstStream(1, PROTOCOL_ERROR));
      peer.send(headers(3, "GET", "/"), windowUpdate(3, Integer.MAX_VALUE));
      peer.expect(rstStream(3, FLOW_CONTROL_ERROR));
      done.countDown();
    }
  }

  // RFC 9113 §6.3.
  @Test
  void priorityOfAWrongLength() throws IOException {
    try (Peer peer = serve((w, r) -> w.print(r.body().readAllBytes().length)).greet()) {
      peer.send(headers(1, "POST", "/"), raw(2, 0, 1, "00000000"));
      peer.expect(rstStream(1, FRAME_SIZE_ERROR));
    }
  }

  @Test
  void trailersThatAreNone() throws Exception {
    var done = new CountDownLatch(1);
    try (Peer peer = serve((w, r) -> done.await()).greet()) {
      peer.send(headers(1, "POST", "/"), fields(1, ":method: GET"));
      peer.expect(rstStream(1, PROTOCOL_ERROR));
      peer.send(headers(3, "POST", "/"), fields(3, "content-length: 1"));
      peer.expect(rstStream(3, PROTOCOL_ERROR));
      peer.send(headers(5, "POST", "/"), new Frame.Headers(5, java.util.List.of("a: b"), false));
      peer.expect(rstStream(5, PROTOCOL_ERROR));
      done.countDown();
    }
  }
}
