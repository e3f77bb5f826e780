package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import weft.ServeMux;
import weft.server.Server;
import weft.test.TestServer;

/// What the live page and `/debug/vars` are told.
class LiveTest {

  @Test
  void percentilesAreWithinAnEighth() {
    var latencies = new Latencies();
    for (int i = 1; i <= 1_000; i++) {
      latencies.add(i * 100L);
    }
    assertThat(latencies.count()).isEqualTo(1_000);
    assertThat(latencies.percentile(50)).isBetween(50_000L, 56_250L);
    assertThat(latencies.percentile(99)).isBetween(99_000L, 111_400L);
    assertThat(new Latencies().percentile(99)).isZero();
  }

  @Test
  void extremeTimesHaveBuckets() {
    var latencies = new Latencies();
    latencies.add(-1);
    latencies.add(0);
    latencies.add(Long.MAX_VALUE);
    assertThat(latencies.percentile(1)).isZero();
    assertThat(latencies.percentile(100)).isGreaterThan(1L << 39);
  }

  @Test
  void ofManyEventsOnlyTheFirstAreKept() {
    var second = new LiveSecond();
    for (int i = 0; i < 60; i++) {
      String text = "e" + i;
      second.event(() -> text);
    }
    assertThat(second.events()).hasSize(51).startsWith("e0").endsWith("and 10 more");
  }

  @Test
  void timesHaveTheUnitThatSuits() {
    assertThat(Live.time(Duration.ofNanos(999_999))).isEqualTo("999 µs");
    assertThat(Live.time(Duration.ofNanos(8_810_000))).isEqualTo("8.8 ms");
    assertThat(Live.time(Duration.ofMillis(12_345))).isEqualTo("12.35 s");
  }

  @Test
  void routesAreCounted() {
    var second = new LiveSecond();
    second.ended("/a", 200, 1_000_000);
    second.ended("/b", 200, 1_000_000);
    second.ended("/b", 503, 1_000_000);
    List<Map<String, Object>> routes = second.routes(Map.of("/c", 7));
    assertThat(routes).extracting(r -> r.get("route")).containsExactly("/b", "/a", "/c");
    assertThat(routes).extracting(r -> r.get("requests")).containsExactly(2, 1, 0);
    assertThat(routes).extracting(r -> r.get("errors")).containsExactly(1, 0, 0);
    assertThat(routes).extracting(r -> r.get("underWay")).containsExactly(0, 0, 7);
    assertThat(second.requests()).isEqualTo(3);
  }

  @Test
  void viewerIsToldOnceASecond() throws Exception {
    var pprof = Pprof.builder().build();
    var mux = new ServeMux();
    mux.handle("/hello", (w, _) -> w.print("hello"));
    pprof.registerOn(mux);
    assertThat(pprof.asTrace().wantsRequests()).isFalse();
    try (TestServer server = TestServer.start(Server.builder(mux).trace(pprof.asTrace()));
        var events = server.uri("/debug/pprof/live/events").toURL().openStream();
        var viewer = new BufferedReader(new InputStreamReader(events, StandardCharsets.UTF_8))) {
      assertThat(viewer.readLine()).startsWith(": one event");
      while (!pprof.asTrace().wantsRequests()) {
        Thread.yield();
      }
      Reply.get(server.uri("/hello"));
      String line = viewer.readLine();
      while (!line.contains("/hello")) {
        line = viewer.readLine();
      }
      Map<String, Object> second = JsonTree.object(line.substring("data: ".length()));
      assertThat(second)
          .containsKeys("requests", "cpu", "heapUsed", "gcMillis", "routes", "events");
      assertThat(Integer.parseInt((String) second.get("connections"))).isPositive();
    }
    while (pprof.underWay() > 0) {
      Thread.yield();
    }
    assertThat(pprof.asTrace().wantsRequests()).isFalse();
  }

  @Test
  void variablesAreOneJsonObject() throws Exception {
    Expvar.publish("answers", () -> Map.of("right", 42, "text", "a\"\\\n\u2028"));
    Expvar.publish("broken", () -> Integer.parseInt("x"));
    assertThatIllegalArgumentException().isThrownBy(() -> Expvar.publish("answers", () -> 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Expvar.publish("cmdline", () -> 1));
    var mux = new ServeMux();
    Pprof.register(mux);
    try (TestServer server = TestServer.start(mux)) {
      Reply reply = Reply.get(server.uri("/debug/vars"));
      assertThat(reply.field("Content-Type")).isEqualTo("application/json; charset=utf-8");
      Map<String, Object> variables = JsonTree.object(reply.text());
      assertThat(List.copyOf(variables.keySet())).contains("cmdline", "memstats").isSorted();
      assertThat(JsonTree.at(variables, "answers", "text")).isEqualTo("a\"\\\n\u2028");
      assertThat(JsonTree.at(variables, "answers", "right")).isEqualTo("42");
      assertThat(JsonTree.at(variables, "memstats", "HeapAlloc")).asString().matches("\\d+");
      assertThat(variables.get("broken").toString()).contains("NumberFormatException");
    }
  }

  @Test
  void jsonHasNoNumbersThatAreNone() {
    assertThat(Json.of(List.of(1, 2.5, Double.NaN, true, "😀")))
        .isEqualTo("[1,2.5,null,true,\"\\ud83d\\ude00\"]");
  }
}
