package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.FlightRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.ServeMux;
import weft.server.Server;
import weft.test.TestServer;
import weft.test.Wire;

/// However a profile ends, nothing of it goes on.
class NothingLeftTest {

  private static final String ENDPOINTS = "weft.pprof.Endpoints.serve";

  private final Pprof pprof = Pprof.builder().profilesMax(2).build();
  private final ServeMux mux = new ServeMux();

  NothingLeftTest() {
    pprof.registerOn(mux);
  }

  @ParameterizedTest
  @CsvSource({
    "400, profile?seconds=-1",
    "400, profile?seconds=99999999999999999999",
    "400, profile?seconds=x",
    "400, allocs?seconds=0",
    "400, block?seconds=1000000",
    "400, trace?seconds=NaN",
    "404, nothing",
    "404, profile/x"
  })
  void badRequestStartsNothing(int status, String target) throws Exception {
    int before = recordings();
    try (TestServer server = TestServer.start(mux)) {
      Reply reply = Reply.get(server.uri("/debug/pprof/" + target));
      assertThat(reply.status()).isEqualTo(status);
      assertThat(reply.text()).isNotBlank();
      awaitUnderWay(0);
    }
    assertThat(recordings()).isEqualTo(before);
    assertThat(threadsAtWork()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"profile", "allocs", "block", "wall", "pinned", "trace", "heap", "goroutine"})
  void clientThatLeavesStopsItsProfile(String name) throws Exception {
    int before = recordings();
    try (TestServer server = TestServer.start(mux)) {
      try (Wire client = server.connect()) {
        client.send(request(name + "?seconds=60"));
        awaitUnderWay(1);
      }
      awaitUnderWay(0);
    }
    assertThat(recordings()).isEqualTo(before);
    assertThat(threadsAtWork()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"profile", "allocs", "block", "wall", "trace", "goroutine"})
  void shutdownStopsAProfile(String name) throws Exception {
    int before = recordings();
    Server server = Server.builder(mux).listen("127.0.0.1:0").start();
    CompletableFuture<Reply> reply = getAsync(server, name + "?seconds=60");
    awaitUnderWay(1);
    server.shutdown(Duration.ofMillis(1));
    awaitUnderWay(0); // a slow handler is cut and told, not waited for
    assertThat(recordings()).isEqualTo(before);
    assertThat(threadsAtWork()).isZero();
    try {
      assertThat(reply.get().status()).isEqualTo(503);
    } catch (ExecutionException cut) {
      assertThat(cut).hasCauseInstanceOf(IOException.class);
    }
  }

  @Test
  void profilesBeyondTheBoundAreRefused() throws Exception {
    try (TestServer server = TestServer.start(mux);
        Wire first = server.connect();
        Wire second = server.connect()) {
      first.send(request("profile?seconds=60"));
      second.send(request("wall?seconds=60"));
      awaitUnderWay(2);
      awaitProfiles(2);
      Reply refused = Reply.get(server.uri("/debug/pprof/allocs?seconds=1"));
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.field("Retry-After")).isEqualTo("5");
      assertThat(Reply.get(server.uri("/debug/pprof/")).status()).isEqualTo(200);
    }
    awaitUnderWay(0);
  }

  @Test
  void profilesAtTheSameTimeShareARecording() throws Exception {
    int before = recordings();
    try (TestServer server = TestServer.start(mux)) {
      try (Wire longer = server.connect()) {
        longer.send(request("profile?seconds=60"));
        while (recordings() == before) {
          Thread.yield();
        }
        CompletableFuture<Reply> allocs = getAsync(server.server(), "allocs?seconds=1");
        do {
          assertThat(recordings()).isEqualTo(before + 1);
        } while (!allocs.isDone());
        assertThat(allocs.get().profile().defaultType()).isEqualTo("alloc_space");
        assertThat(recordings()).isEqualTo(before + 1);
      }
      awaitUnderWay(0);
      assertThat(recordings()).isEqualTo(before);
    }
  }

  private static CompletableFuture<Reply> getAsync(Server server, String profile) {
    var reply = new CompletableFuture<Reply>();
    var uri = URI.create("http://127.0.0.1:" + server.port() + "/debug/pprof/" + profile);
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                reply.complete(Reply.get(uri));
              } catch (IOException | RuntimeException e) {
                reply.completeExceptionally(e);
              }
            });
    return reply;
  }

  private static String request(String profile) {
    return "GET /debug/pprof/" + profile + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  private void awaitUnderWay(int requests) {
    while (pprof.underWay() != requests) {
      Thread.yield();
    }
  }

  private void awaitProfiles(int profiles) {
    while (pprof.profiles() != profiles) {
      Thread.yield();
    }
  }

  private static int recordings() {
    return FlightRecorder.getFlightRecorder().getRecordings().size();
  }

  /// Returns how many threads answer a request for a profile.
  private static int threadsAtWork() throws IOException {
    var threads = new AtomicInteger();
    ThreadDump.forEach(
        thread -> {
          if (thread.stack().stream().anyMatch(call -> call.function().equals(ENDPOINTS))) {
            threads.incrementAndGet();
          }
        });
    return threads.get();
  }
}
