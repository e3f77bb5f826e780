package weft.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import weft.AbortException;
import weft.Handler;
import weft.PanicPolicy;
import weft.StatusException;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

/// Handlers that fail.
class PanicTest {

  private static final List<Throwable> FAILURES =
      List.of(
          new IllegalStateException("secret"),
          new IOException("secret"),
          new Exception("secret"),
          new InterruptedException("secret"),
          new AssertionError("secret"),
          new OutOfMemoryError("secret"));

  private final TraceLog trace = new TraceLog();

  private static Handler failing(Throwable failure) {
    return (w, r) -> {
      w.header().set("X-Left", "over");
      w.status(202);
      w.print("left over");
      if (r.path().equals("/late")) {
        w.flush();
      }
      if (r.path().startsWith("/ok")) {
        return;
      }
      PanicTest.<RuntimeException>rethrow(failure);
    };
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void rethrow(Throwable failure) throws E {
    throw (E) failure;
  }

  @ParameterizedTest
  @FieldSource("FAILURES")
  void failureIs500AndTheConnectionIsKept(Throwable failure) throws Exception {
    var builder = Server.builder(failing(failure)).trace(trace);
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect()) {
      for (int i = 0; i < 2; i++) {
        WireResponse response = wire.send(Sample.get("/")).readResponse();
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.text()).isEqualTo("Internal Server Error\n");
        assertThat(response.header().contains("X-Left")).isTrue();
        assertThat(trace.outcome().failure()).isSameAs(failure);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("FAILURES")
  void failureAfterTheHeadCutsTheResponse(Throwable failure) throws Exception {
    var builder = Server.builder(failing(failure)).trace(trace);
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect()) {
      String all =
          new String(wire.send(Sample.get("/late")).readToEnd(), StandardCharsets.US_ASCII);
      assertThat(all).startsWith("HTTP/1.1 202").endsWith("left over\r\n");
      assertThat(trace.next("closed")).startsWith("closed ABORTED");
    }
  }

  @ParameterizedTest
  @FieldSource("FAILURES")
  void policyMayAbortInstead(Throwable failure) throws Exception {
    var builder = Server.builder(failing(failure)).panicPolicy(PanicPolicy.ABORT).trace(trace);
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect()) {
      assertThat(wire.send(Sample.get("/")).readToEnd()).isEmpty();
      assertThat(trace.outcome().status()).isZero();
      assertThat(trace.next("closed")).startsWith("closed ABORTED");
    }
  }

  @ParameterizedTest
  @EnumSource
  void abortExceptionClosesWithoutAnAnswer(PanicPolicy policy) throws Exception {
    var builder = Server.builder(failing(new AbortException())).panicPolicy(policy);
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect()) {
      assertThat(wire.send(Sample.get("/")).readToEnd()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void statusExceptionIsTheAnswer(PanicPolicy policy) throws Exception {
    var builder =
        Server.builder(failing(new StatusException(418, "short and stout"))).panicPolicy(policy);
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect()) {
      WireResponse response = wire.send(Sample.get("/")).readResponse();
      assertThat(response.status()).isEqualTo(418);
      assertThat(response.text()).isEqualTo("short and stout\n");
      assertThat(wire.send(Sample.get("/ok")).readResponse().status()).isEqualTo(202);
    }
  }

  @Test
  void failFastAnswersAndCloses() throws Exception {
    var error = new AssertionError("broken");
    var builder = Server.builder(failing(error)).panicPolicy(PanicPolicy.FAIL_FAST);
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect();
        Wire other = server.connect()) {
      other.send(Sample.get("/ok")).readResponse();
      assertThat(wire.send(Sample.get("/")).readResponse().status()).isEqualTo(500);
      server.server().await();
      assertThat(server.server().failure()).containsSame(error);
      assertThat(wire.isAtEnd()).isTrue();
      assertThat(other.isAtEnd()).isTrue();
    }
  }

  /// Who is told of the end of a response fails in the same way as a handler: others are not
  /// harmed.
  @ParameterizedTest
  @EnumSource
  void anErrorOfWhoIsToldOfTheEndIsOfNoOtherRequest(PanicPolicy policy) throws Exception {
    var error = new AssertionError("broken");
    var told = new CountDownLatch(1);
    Handler listening =
        (w, r) -> {
          w.onEnd(_ -> told.countDown());
          w.onEnd(_ -> PanicTest.<RuntimeException>rethrow(error));
          w.print(r.path());
        };
    var builder = Server.builder(listening).panicPolicy(policy).trace(trace);
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/1"));
      assertThat(trace.outcome().failure()).isNull();
      assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
      if (policy == PanicPolicy.FAIL_FAST) {
        server.server().await();
        assertThat(server.server().failure()).containsSame(error);
      } else {
        assertThat(wire.readResponse().text()).isEqualTo("/1");
        assertThat(wire.send(Sample.get("/2")).readResponse().text()).isEqualTo("/2");
        assertThat(server.server().failure()).isEmpty();
      }
    }
  }

  @Test
  void failFastIsForErrorsOnly() throws Exception {
    var builder =
        Server.builder(failing(new IllegalStateException("x"))).panicPolicy(PanicPolicy.FAIL_FAST);
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect()) {
      assertThat(wire.send(Sample.get("/")).readResponse().status()).isEqualTo(500);
      assertThat(wire.send(Sample.get("/ok")).readResponse().status()).isEqualTo(202);
      assertThat(server.server().failure()).isEmpty();
    }
  }

  @SuppressWarnings("InfiniteRecursion")
  private static int dive(int depth) {
    return dive(depth + 1) + 1;
  }

  @ParameterizedTest
  @EnumSource
  void stackOverflowIs500AndNothingElse(Network network) throws Exception {
    Handler handler =
        (w, r) -> {
          if (r.path().equals("/dive")) {
            w.print(dive(0));
          }
        };
    try (var server = network.start(handler);
        Wire wire = server.connect()) {
      for (int i = 0; i < 5; i++) {
        assertThat(wire.send(Sample.get("/dive")).readResponse().status()).isEqualTo(500);
        assertThat(wire.send(Sample.get("/")).readResponse().status()).isEqualTo(200);
      }
    }
  }

  @Test
  void failureWithUnreadContentIs500AndTheConnectionIsKept() throws Exception {
    try (var server = TestServer.simulated(failing(new IllegalStateException("x")));
        Wire wire = server.connect()) {
      assertThat(wire.send(Sample.post("/", "unread")).readResponse().status()).isEqualTo(500);
      assertThat(wire.send(Sample.get("/ok")).readResponse().status()).isEqualTo(202);
    }
  }
}
