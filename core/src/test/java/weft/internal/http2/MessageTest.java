package weft.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.internal.http2.Frame.data;
import static weft.internal.http2.Frame.fields;
import static weft.internal.http2.Frame.headers;
import static weft.internal.http2.Frame.lastData;
import static weft.internal.http2.Frame.raw;
import static weft.internal.http2.Frame.rstStream;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.Header;
import weft.server.Server;

/// Requests and responses as frames carry them (RFC 9113 §8).
class MessageTest extends Served {

  // RFC 9113 §8.3.1, and RFC 9113 §8.2.3 for the cookie.
  @Test
  void requestIsWhatTheFieldsSay() throws IOException {
    try (Peer peer =
        serve(
                (w, r) ->
                    w.print(
                        String.join(
                            " ",
                            r.method(),
                            r.target(),
                            r.path(),
                            r.rawQuery(),
                            r.host(),
                            r.protocol(),
                            r.scheme(),
                            r.header().toString())))
            .greet()) {
      peer.send(headers(1, "GET", "/a%20b?q", "accept: x", "cookie: a=1", "b: c", "cookie: d=2"));
      assertThat(peer.response(1))
          .isEqualTo(
              "200 GET /a%20b?q /a b q example.com HTTP/2.0 http"
                  + " [accept: x, cookie: a=1; d=2, b: c]");
    }
  }

  @Test
  void hostStandsInForAuthority() throws IOException {
    try (Peer peer = serve((w, r) -> w.print(r.host())).greet()) {
      peer.send(fields(1, ":method: GET", ":scheme: http", ":path: /", "host: b.example"));
      assertThat(peer.response(1)).isEqualTo("200 b.example");
    }
  }

  // RFC 9113 §8.3.2.
  @Test
  void responseHasStatusAndFields() throws IOException {
    try (Peer peer = serve().greet()) {
      peer.send(headers(1, "GET", "/x"));
      Frame.Headers head = (Frame.Headers) peer.next();
      assertThat(head.fields())
          .contains(":status: 200", "content-length: 2", "content-type: text/plain; charset=utf-8")
          .anyMatch(field -> field.startsWith("date: "));
    }
  }

  @Test
  void responseEndsWithItsLastFrame() throws IOException {
    try (Peer peer = serve().greet()) {
      var last = new ArrayList<Frame>();
      for (int id = 1; id < 40; id += 2) {
        peer.send(headers(id, "GET", "/x"));
        peer.next();
        last.add(peer.next());
        if (!last.getLast()
            .equals(lastData(id, "/x"))) { // a writer that had not ended came between
          peer.expect(lastData(id, ""));
        }
      }
      assertThat(last).anyMatch(frame -> ((Frame.Data) frame).end());
    }
  }

  @Test
  void responseWithoutContentIsOneFrame() throws IOException {
    try (Peer peer = serve((w, _) -> w.status(204)).greet()) {
      peer.send(headers(1, "GET", "/"));
      Frame.Headers head = (Frame.Headers) peer.next();
      assertThat(head.end()).isTrue();
      assertThat(head.fields()).noneMatch(field -> field.startsWith("content-length"));
    }
  }

  @Test
  void headHasNoContent() throws IOException {
    try (Peer peer = serve((w, _) -> w.print("hello")).greet()) {
      peer.send(headers(1, "HEAD", "/"));
      Frame.Headers head = (Frame.Headers) peer.next();
      assertThat(head.end()).isTrue();
      assertThat(head.fields()).contains("content-length: 5");
    }
  }

  // RFC 9113 §8.1.
  @Test
  void trailersGoBothWays() throws IOException {
    try (Peer peer =
        serve(
                (w, r) -> {
                  w.print(new String(r.body().readAllBytes(), StandardCharsets.US_ASCII));
                  w.trailer().add("X-Seen", String.valueOf(r.trailer().get("x-sum")));
                })
            .greet()) {
      peer.send(headers(1, "POST", "/"), data(1, "ab"), data(1, "c"), fields(1, "x-sum: 3"));
      assertThat(peer.response(1)).isEqualTo("200 abc [x-seen: 3]");
    }
  }

  @Test
  void interimResponsesComeFirst() throws IOException {
    try (Peer peer =
        serve(
                (w, _) -> {
                  w.inform(103, Header.of("Link", "</a>"));
                  w.print("done");
                })
            .greet()) {
      peer.send(headers(1, "GET", "/"));
      assertThat(((Frame.Headers) peer.next()).fields())
          .containsExactly(":status: 103", "link: </a>");
      assertThat(peer.response(1)).isEqualTo("200 done");
    }
  }

  @Test
  void hundredIsSentWhenTheHandlerReads() throws IOException {
    try (Peer peer = serve((w, r) -> w.print(r.body().readAllBytes().length)).greet()) {
      peer.send(headers(1, "POST", "/", "expect: 100-continue"));
      assertThat(((Frame.Headers) peer.next()).fields()).containsExactly(":status: 100");
      peer.send(lastData(1, "1234"));
      assertThat(peer.response(1)).isEqualTo("200 4");
    }
  }

  @Test
  void contentThatIsNotWantedIsStopped() throws IOException {
    try (Peer peer = serve((w, _) -> w.print("no")).greet()) {
      peer.send(headers(1, "POST", "/"));
      assertThat(peer.response(1)).isEqualTo("200 no");
      peer.expect(rstStream(1, ErrorCode.NO_ERROR));
      peer.send(data(1, "late"), lastData(1, "later"), headers(3, "GET", "/"));
      assertThat(peer.response(3)).isEqualTo("200 no");
    }
  }

  // RFC 9113 §8.2.2.
  @Test
  void fieldsThatHaveNoPlaceAreNotSent() throws IOException {
    try (Peer peer =
        serve(
                (w, _) -> {
                  w.header().set("Keep-Alive", "1").set("Transfer-Encoding", "chunked");
                  w.header().set("X-Upper", "stays");
                })
            .greet()) {
      peer.send(headers(1, "GET", "/"));
      assertThat(((Frame.Headers) peer.next()).fields())
          .contains("x-upper: stays")
          .noneMatch(field -> field.startsWith("keep") || field.startsWith("transfer"));
    }
  }

  @Test
  void failureOfAHandlerIsA500OrAReset() throws IOException {
    try (Peer peer =
        serve(
                (w, r) -> {
                  if (r.path().equals("/late")) {
                    w.print("x");
                    w.flush();
                  }
                  throw new IllegalStateException("on purpose");
                })
            .greet()) {
      peer.send(headers(1, "GET", "/"));
      assertThat(peer.response(1)).startsWith("500 ");
      peer.send(headers(3, "GET", "/late"));
      peer.next();
      peer.expect(data(3, "x")).expect(rstStream(3, ErrorCode.INTERNAL_ERROR));
    }
  }

  // RFC 9113 §8.5.
  @Test
  void connectHasAnAuthorityAndNothingElse() throws IOException {
    try (Peer peer = serve((w, r) -> w.print(r.method() + " " + r.target())).greet()) {
      peer.send(fields(1, ":method: CONNECT", ":authority: a.example:443"));
      assertThat(peer.response(1)).isEqualTo("200 CONNECT a.example:443");
    }
  }

  // RFC 8441 §4, allowed by RFC 8441 §3.
  @Test
  void extendedConnectHasAProtocol() throws IOException {
    Server.Builder builder =
        Server.builder((w, r) -> w.print(r.connectProtocol() + " " + r.path() + " " + r.host()));
    try (Peer peer = serve(builder.extendedConnect(true)).greet()) {
      peer.send(headers(1, "CONNECT", "/chat", ":protocol: websocket"));
      assertThat(peer.response(1)).isEqualTo("200 websocket /chat example.com");
    }
  }

  @Test
  void hijackingIsRefused() throws IOException {
    try (Peer peer =
        serve(
                (w, _) -> {
                  try {
                    w.hijack();
                  } catch (UnsupportedOperationException e) {
                    w.print("refused");
                  }
                })
            .greet()) {
      peer.send(headers(1, "GET", "/"));
      assertThat(peer.response(1)).isEqualTo("200 refused");
    }
  }

  // RFC 9113 §4.3, RFC 9113 §6.2, RFC 9113 §6.10.
  @Test
  void aBlockMayComeInPiecesAndPadded() throws IOException {
    try (Peer peer = serve().greet()) {
      String hex =
          HexFormat.of()
              .formatHex(
                  peer.block(
                      List.of(":method: GET", ":scheme: http", ":path: /p", ":authority: a")));
      peer.send(raw(1, 0x9, 1, "03" + hex.substring(0, 4) + "000000"));
      peer.send(
          raw(9, 0, 1, hex.substring(4, 8)), raw(9, 0, 1, ""), raw(9, 4, 1, hex.substring(8)));
      assertThat(peer.response(1)).isEqualTo("200 /p");
    }
  }

  // RFC 9113 §4.1.
  @Test
  void everyOctetMayArriveAlone() throws Exception {
    try (Peer first = serve((w, r) -> r.body().transferTo(w)).greet();
        Peer peer = new Peer(server().connectInPieces(1, 1))) {
      peer.greet();
      peer.send(headers(1, "POST", "/", "a: b"), data(1, "some"), lastData(1, "thing"));
      assertThat(peer.response(1).replace(" ", "")).isEqualTo("200something");
    }
  }

  // RFC 9113 §5.5.
  @Test
  void unknownFramesAreIgnored() throws IOException {
    try (Peer peer = serve().greet()) {
      peer.send(raw(0x42, 0xff, 7, "00112233"), raw(0x42, 0, 0, ""), headers(1, "GET", "/"));
      assertThat(peer.response(1)).isEqualTo("200 /");
    }
  }

  @Test
  void dateAndLengthMayBeTheHandlers() throws IOException {
    try (Peer peer =
        serve(
                (w, _) -> {
                  w.header().set("Content-Length", "2").suppress("Date");
                  w.print("ab");
                })
            .greet()) {
      peer.send(headers(1, "GET", "/"));
      assertThat(((Frame.Headers) peer.next()).fields())
          .containsOnlyOnce("content-length: 2")
          .noneMatch(field -> field.startsWith("date"));
    }
  }
}
