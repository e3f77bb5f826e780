package weft.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.internal.http2.ErrorCode.CANCEL;
import static weft.internal.http2.ErrorCode.PROTOCOL_ERROR;
import static weft.internal.http2.Frame.headers;
import static weft.internal.http2.Frame.lastData;
import static weft.internal.http2.Frame.rstStream;
import static weft.internal.http2.Frame.windowUpdate;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import weft.Cancellation;
import weft.ConnectionInfo;
import weft.Handler;
import weft.Http2Limits;
import weft.RejectReason;
import weft.Request;
import weft.ServerTrace;
import weft.server.Server;

/// What a trace is told of streams: the same as of requests over HTTP/1.1.
class StreamTraceTest extends Served {

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<ServerTrace.RequestOutcome> outcomes = new LinkedBlockingQueue<>();

  private volatile boolean wantsRequests = true;

  private Peer traced(Handler handler) throws IOException {
    return serve(Server.builder(handler).trace(new Log())).greet();
  }

  private final class Log implements ServerTrace {
    @Override
    public boolean wantsRequests() {
      return wantsRequests;
    }

    @Override
    public void requestStarted(Request request) {
      events.add("started " + request.protocol() + " " + request.target());
    }

    @Override
    public void requestFinished(RequestOutcome outcome) {
      outcomes.add(outcome);
      events.add("finished " + outcome.request().target() + " " + outcome.status());
    }

    @Override
    public void rejected(ConnectionInfo connection, RejectReason reason, long offset) {
      events.add("rejected " + reason);
    }

    @Override
    public void closed(
        ConnectionInfo connection, CloseReason why, long requests, long bytesIn, long bytesOut) {
      events.add("closed " + why + " requests=" + requests);
    }
  }

  @Test
  void eachStreamHasOneOutcome() throws Exception {
    try (Peer peer = traced((w, r) -> w.print(r.path()))) {
      for (int id = 1; id < 5; id += 2) {
        peer.send(headers(id, "GET", "/" + id));
        assertThat(peer.response(id)).isEqualTo("200 /" + id);
        assertThat(events.take()).isEqualTo("started HTTP/2.0 /" + id);
        assertThat(events.take()).isEqualTo("finished /" + id + " 200");
      }
    }
    assertThat(events.take()).isEqualTo("closed PEER_CLOSED requests=2");
  }

  @Test
  void streamThatIsNotWantedIsNotTold() throws Exception {
    Handler turning =
        (w, r) -> {
          wantsRequests = r.path().equals("/5");
          w.print(r.path());
        };
    try (Peer peer = traced(turning)) {
      for (int id = 1; id < 9; id += 2) {
        peer.send(headers(id, "GET", "/" + id));
        assertThat(peer.response(id)).isEqualTo("200 /" + id);
        if (id == 1 || id == 7) {
          assertThat(events.take()).isEqualTo("started HTTP/2.0 /" + id);
          assertThat(events.take()).isEqualTo("finished /" + id + " 200");
        }
      }
    }
    assertThat(events.take()).isEqualTo("closed PEER_CLOSED requests=4");
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
      ServerTrace.RequestOutcome outcome = outcomes.take();
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
      ServerTrace.RequestOutcome outcome = outcomes.take();
      assertThat(outcome.cancelled()).isEqualTo(Cancellation.Cause.STREAM_RESET);
      assertThat(outcome.status()).isZero();
    }
  }

  @Test
  void aStreamThatIsRefusedIsToldAlsoWhenTheConnectionEndsForIt() throws Exception {
    Handler handler = (w, r) -> r.cancellation().await(Duration.ofDays(1));
    Server.Builder strict =
        Server.builder(handler)
            .trace(new Log())
            .limits(limits(Http2Limits.STANDARD.with().overheadMax(20)));
    try (Peer peer = serve(strict).greet()) {
      peer.send(headers(1, "GET", "/"));
      assertThat(events.take()).isEqualTo("started HTTP/2.0 /");
      peer.send(windowUpdate(1, 0));
      List<String> rejected = new ArrayList<>();
      String event = "";
      while (!event.endsWith("TOO_MUCH_OVERHEAD")) {
        event = events.take();
        if (event.startsWith("rejected")) {
          rejected.add(event);
        }
      }
      assertThat(rejected).containsExactly("rejected BAD_FRAME", "rejected TOO_MUCH_OVERHEAD");
    }
  }

  @Test
  void malformedRequestsAreRejectedAndDoNotStart() throws Exception {
    try (Peer peer = traced((w, r) -> w.print(r.path()))) {
      peer.send(headers(1, "GET", "/", "te: gzip")).expect(rstStream(1, PROTOCOL_ERROR));
      peer.send(headers(3, "GET", "/good"));
      assertThat(peer.response(3)).isEqualTo("200 /good");
      assertThat(events.take()).isEqualTo("rejected CONNECTION_FIELD");
      assertThat(events.take()).isEqualTo("started HTTP/2.0 /good");
    }
  }
}
