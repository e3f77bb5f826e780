package weft.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.internal.http2.ErrorCode.CANCEL;
import static weft.internal.http2.ErrorCode.PROTOCOL_ERROR;
import static weft.internal.http2.Frame.headers;
import static weft.internal.http2.Frame.lastData;
import static weft.internal.http2.Frame.rstStream;
import static weft.internal.http2.Frame.windowUpdate;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import weft.Cancellation;
import weft.Handler;
import weft.Http2Limits;
import weft.ServerTrace;
import weft.server.Server;
import weft.server.TraceLog;

/// What a trace is told of streams: the same as of requests over HTTP/1.1.
class StreamTraceTest extends Served {

  private final TraceLog log = new TraceLog();

  private Peer traced(Handler handler) throws Exception {
    return traced(Server.builder(handler));
  }

  private Peer traced(Server.Builder builder) throws Exception {
    Peer peer = serve(builder.trace(log)).greet();
    assertThat(log.next("accepted")).isEqualTo("accepted");
    return peer;
  }

  @Test
  void eachStreamHasOneOutcome() throws Exception {
    try (Peer peer = traced((w, r) -> w.print(r.path()))) {
      for (int id = 1; id < 5; id += 2) {
        peer.send(headers(id, "GET", "/" + id));
        assertThat(peer.response(id)).isEqualTo("200 /" + id);
        assertThat(log.until("finished"))
            .containsExactly("started GET /" + id, "finished /" + id + " 200");
      }
    }
    assertThat(log.until("closed"))
        .singleElement()
        .asString()
        .startsWith("closed PEER_CLOSED requests=2 ");
  }

  @Test
  void streamThatIsNotWantedIsNotTold() throws Exception {
    Handler turning =
        (w, r) -> {
          log.wantRequests(r.path().equals("/5"));
          w.print(r.path());
        };
    try (Peer peer = traced(turning)) {
      for (int id = 1; id < 9; id += 2) {
        peer.send(headers(id, "GET", "/" + id));
        assertThat(peer.response(id)).isEqualTo("200 /" + id);
        if (id == 1 || id == 7) {
          assertThat(log.until("finished"))
              .containsExactly("started GET /" + id, "finished /" + id + " 200");
        }
      }
    }
    assertThat(log.until("closed"))
        .singleElement()
        .asString()
        .startsWith("closed PEER_CLOSED requests=4 ");
  }

  @Test
  void outcomeHasSizesAndTimes() throws Exception {
    Handler handler =
        (w, r) -> {
          w.status(201);
          w.print("x".repeat(r.body().readAllBytes().length * 2));
        };
    try (Peer peer = traced(handler)) {
      peer.send(headers(1, "POST", "/"));
      server().advance(Duration.ofSeconds(1));
      peer.send(lastData(1, "hello"));
      assertThat(peer.response(1)).isEqualTo("201 xxxxxxxxxx");
      ServerTrace.RequestOutcome outcome = log.outcome();
      assertThat(outcome.status()).isEqualTo(201);
      assertThat(outcome.bytesIn()).isEqualTo(5);
      assertThat(outcome.bytesOut()).isEqualTo(10);
      assertThat(outcome.headTime()).isZero();
      assertThat(outcome.firstByteTime()).isEqualTo(Duration.ofSeconds(1));
      assertThat(outcome.lastByteTime()).isEqualTo(Duration.ofSeconds(1));
      assertThat(outcome.cancelled()).isNull();
    }
  }

  @Test
  void outcomeOfAStreamThatWasReset() throws Exception {
    Handler handler = (w, r) -> r.cancellation().await(Duration.ofDays(1));
    try (Peer peer = traced(handler)) {
      peer.send(headers(1, "GET", "/"), rstStream(1, CANCEL));
      ServerTrace.RequestOutcome outcome = log.outcome();
      assertThat(outcome.cancelled()).isEqualTo(Cancellation.Cause.STREAM_RESET);
      assertThat(outcome.status()).isZero();
    }
  }

  @Test
  void aStreamThatIsRefusedIsToldAlsoWhenTheConnectionEndsForIt() throws Exception {
    Handler handler = (w, r) -> r.cancellation().await(Duration.ofDays(1));
    Server.Builder strict =
        Server.builder(handler).limits(limits(Http2Limits.STANDARD.with().overheadMax(20)));
    try (Peer peer = traced(strict)) {
      peer.send(headers(1, "GET", "/"));
      assertThat(log.until("started")).containsExactly("started GET /");
      peer.send(windowUpdate(1, 0));
      var rejected = List.of(log.next("rejected"), log.next("rejected"));
      assertThat(rejected)
          .containsExactly("rejected BAD_FRAME at 77", "rejected TOO_MUCH_OVERHEAD at 77");
    }
  }

  @Test
  void malformedRequestsAreRejectedAndDoNotStart() throws Exception {
    try (Peer peer = traced((w, r) -> w.print(r.path()))) {
      peer.send(headers(1, "GET", "/", "te: gzip")).expect(rstStream(1, PROTOCOL_ERROR));
      peer.send(headers(3, "GET", "/good"));
      assertThat(peer.response(3)).isEqualTo("200 /good");
      assertThat(log.until("started"))
          .containsExactly("rejected CONNECTION_FIELD at 72", "started GET /good");
    }
  }
}
