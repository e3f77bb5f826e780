package weft.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import weft.Handler;
import weft.ServerTrace;
import weft.ServerTrace.RequestOutcome;
import weft.test.TestServer;
import weft.test.Wire;

/// What a trace is told.
@SuppressWarnings("try") // clients close in the middle of a test
class TraceTest {

  private final TraceLog trace = new TraceLog();

  private TestServer simulated(Handler handler) throws IOException {
    return TestServer.simulated(Server.builder(handler).trace(trace));
  }

  @ParameterizedTest
  @EnumSource
  void eachRequestHasOneOutcome(Network network) throws Exception {
    Handler handler = (w, r) -> w.print(r.body().readAllBytes().length);
    String first = Sample.get("/a");
    String second = Sample.post("/b", "hello");
    try (var server = network.start(Server.builder(handler).trace(trace))) {
      long received = 0;
      try (Wire wire = server.connect()) {
        wire.send(first + second).readResponse();
        received = wire.readResponse().content().length;
      }
      assertThat(received).isOne();
      assertThat(trace.until("closed"))
          .startsWith(
              "accepted", "started GET /a", "finished /a 200", "started POST /b", "finished /b 200")
          .hasSize(6)
          .last()
          .asString()
          .startsWith(
              "closed PEER_CLOSED requests=2 in=" + (first.length() + second.length()) + " out=");
    }
  }

  @Test
  void outcomeHasSizesAndTimes() throws Exception {
    Handler handler =
        (w, r) -> {
          w.status(201);
          w.print("x".repeat(r.body().readAllBytes().length * 2));
        };
    try (var server = simulated(handler);
        Wire wire = server.connect()) {
      server.advance(Duration.ofSeconds(1));
      wire.send("P");
      server.advance(Duration.ofSeconds(1));
      wire.send(Sample.postHead("/", 5).substring(1));
      server.advance(Duration.ofSeconds(1));
      wire.send("hello").readResponse();
      RequestOutcome outcome = trace.outcome();
      assertThat(outcome.status()).isEqualTo(201);
      assertThat(outcome.bytesIn()).isEqualTo(5);
      assertThat(outcome.bytesOut()).isEqualTo(10);
      assertThat(outcome.headTime()).isEqualTo(Duration.ofSeconds(1));
      assertThat(outcome.firstByteTime()).isEqualTo(Duration.ofSeconds(2));
      assertThat(outcome.lastByteTime()).isEqualTo(Duration.ofSeconds(2));
      assertThat(outcome.cancelled()).isNull();
      assertThat(outcome.failure()).isNull();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'bad request\r\n\r\n', BAD_REQUEST_LINE, 11",
    "'GET / HTTP/1.1\n', BARE_LF, 14",
    "'GET / HTTP/2.0\r\n\r\n', UNSUPPORTED_VERSION, 6",
    "'GET / HTTP/1.1\r\n\r\n', MISSING_HOST, 18",
    "'GET / HTTP/1.1\r\nHost : a\r\n\r\n', BAD_FIELD_NAME, 20",
    "'GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n', BAD_FIELD_VALUE, 29",
    "'GET / HTTP/1.1\r\nHost: a\r\n X: b\r\n\r\n', OBS_FOLD, 25",
    "'GET / HT', INCOMPLETE_HEAD, 8",
  })
  void rejectedRequestHasItsReasonAndOffset(String octets, String reason, int offset)
      throws Exception {
    String before = Sample.get("/");
    try (var server = simulated((w, _) -> w.print("ok"));
        Wire wire = server.connect()) {
      wire.send(before).readResponse();
      wire.send(octets).shutdownOutput().readResponse();
      wire.close();
      assertThat(trace.until("closed"))
          .hasSize(5)
          .contains("rejected " + reason + " at " + (before.length() + offset))
          .last()
          .asString()
          .startsWith("closed REJECTED requests=1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void requestThatIsNotWantedIsNotTold(Network network) throws Exception {
    Handler turning = (w, r) -> trace.wantRequests(r.path().equals("/on"));
    try (var server = network.start(Server.builder(turning).trace(trace))) {
      try (Wire wire = server.connect()) {
        for (String target : List.of("/off", "/unseen", "/on", "/seen")) {
          wire.send(Sample.get(target)).readResponse();
        }
      }
      List<String> told = trace.until("closed");
      assertThat(told)
          .startsWith("accepted", "started GET /off", "finished /off 200", "started GET /seen")
          .contains("finished /seen 200")
          .hasSize(6);
      assertThat(told.getLast()).startsWith("closed PEER_CLOSED requests=4");
    }
  }

  @Test
  void bytesOutAreThoseOnTheWire() throws Exception {
    try (var server = simulated((w, _) -> w.write(new byte[100_000]));
        Wire wire = server.connect()) {
      int octets = wire.send(Sample.get("/", "Connection: close")).readToEnd().length;
      wire.close();
      assertThat(trace.next("closed")).endsWith(" out=" + octets);
    }
  }

  private static ServerTrace failing(Throwable failure) {
    return (ServerTrace)
        Proxy.newProxyInstance(
            ServerTrace.class.getClassLoader(),
            new Class<?>[] {ServerTrace.class},
            (_, _, _) -> {
              throw failure;
            });
  }

  private static List<Throwable> failures() {
    return List.of(new IllegalStateException("trace"), new AssertionError("trace"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void traceThatThrowsHarmsNothing(Throwable failure) throws Exception {
    var builder = Server.builder((w, _) -> w.print("ok")).trace(failing(failure));
    try (var server = TestServer.simulated(builder)) {
      for (int i = 0; i < 2; i++) {
        try (Wire wire = server.connect()) {
          assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo("ok");
          assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo("ok");
          assertThat(wire.send("bad\r\n\r\n").readResponse().status()).isEqualTo(400);
        }
      }
      server.awaitQuiescent();
      assertThat(server.server().shutdown(Duration.ofSeconds(1)).cut()).isZero();
    }
  }
}
