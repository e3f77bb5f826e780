package weft.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import weft.AbortException;
import weft.ConnectionInfo;
import weft.Handler;
import weft.Handlers;
import weft.Request;
import weft.ServeMux;
import weft.StatusException;
import weft.test.Recorder;
import weft.test.Requests;
import weft.test.TestServer;
import weft.test.Wire;

class AccessLogTest {

  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-09-05T12:00:00.5Z"));

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final AtomicLong nanos = new AtomicLong();

  private AccessLog fixed(AccessLog log) {
    return log.withClock(NOON, nanos::get);
  }

  private String line() throws InterruptedException {
    String line = lines.poll(10, TimeUnit.SECONDS);
    assertThat(line).isNotNull();
    return line;
  }

  private String logged(AccessLog log, Handler handler, Request r) throws Exception {
    Recorder.serve(fixed(log).wrap(handler), r);
    return line();
  }

  private static Request.Builder request() {
    String user = Base64.getEncoder().encodeToString("ann é:pw".getBytes(StandardCharsets.UTF_8));
    return Request.builder("GET", "/a?b=c")
        .field("Authorization", "Basic " + user)
        .field("Referer", "https://example.org/\"x")
        .field("User-Agent", "agent\\ \u00fc\t1");
  }

  @Test
  void commonHasOneLineForARequest() throws Exception {
    assertThat(logged(AccessLog.common(lines::add), (w, _) -> w.print("hello"), Requests.get("/x")))
        .isEqualTo("192.0.2.1 - - [05/Sep/2026:12:00:00 +0000] \"GET /x HTTP/1.1\" 200 5");
  }

  @Test
  void combinedEscapesWhatTheClientSent() throws Exception {
    assertThat(logged(AccessLog.combined(lines::add), Handlers.notFound(), request().build()))
        .isEqualTo(
            "192.0.2.1 - ann\\x20\\xe9 [05/Sep/2026:12:00:00 +0000] \"GET /a?b=c HTTP/1.1\" 404 19"
                + " \"https://example.org/\\\"x\" \"agent\\\\ \\xfc\\x091\"");
  }

  @Test
  void combinedHasDashesForWhatIsNotThere() throws Exception {
    assertThat(logged(AccessLog.combined(lines::add), (_, _) -> {}, Requests.get("/")))
        .endsWith("\"GET / HTTP/1.1\" 200 0 \"-\" \"-\"");
  }

  @Test
  void jsonIsAscii() throws Exception {
    var mux = new ServeMux();
    mux.handle(
        "GET /{name}",
        (w, _) -> {
          nanos.addAndGet(1_234_567_890);
          w.status(201);
          w.print("12");
        });
    assertThat(logged(AccessLog.json(lines::add), mux, request().build()))
        .isEqualTo(
            "{\"time\":\"2026-09-05T12:00:00.500Z\",\"remote\":\"192.0.2.1\","
                + "\"user\":\"ann \\u00e9\",\"method\":\"GET\",\"scheme\":\"http\","
                + "\"host\":\"example.com\",\"target\":\"/a?b=c\",\"protocol\":\"HTTP/1.1\","
                + "\"route\":\"GET /{name}\",\"status\":201,\"bytes\":2,\"seconds\":1.234567,"
                + "\"referer\":\"https://example.org/\\\"x\","
                + "\"userAgent\":\"agent\\\\ \\u00fc\\u00091\",\"complete\":true}");
  }

  @Test
  void longTextIsCut() throws Exception {
    Request r = Requests.get("/").toBuilder().field("User-Agent", "x".repeat(5000)).build();
    assertThat(logged(AccessLog.combined(lines::add), (_, _) -> {}, r))
        .endsWith("\"" + "x".repeat(4096) + "...\"");
  }

  @Test
  void remoteHostHasNoPort() throws Exception {
    var peer = new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 80);
    Request r =
        Requests.get("/").toBuilder().connection(new ConnectionInfo(1, peer, peer, null)).build();
    assertThat(logged(AccessLog.common(lines::add), (_, _) -> {}, r)).startsWith("2001:db8::1 - ");
  }

  @Test
  void failuresAreLoggedWithTheStatusThatAnswersThem() throws Exception {
    var mux = new ServeMux();
    mux.handle("/coffee", (_, _) -> fail(new StatusException(418, "short and stout")));
    mux.handle("/bug", (_, _) -> fail(new IllegalStateException("a bug of the test")));
    mux.handle("/abort", (_, _) -> fail(new AbortException()));
    mux.handle("/body", (_, r) -> r.body().readAllBytes());
    mux.around(fixed(AccessLog.json(lines::add)));
    assertThat(exchange(mux, "GET /coffee HTTP/1.1\r\nHost: h\r\n\r\n"))
        .contains("\"status\":418,\"bytes\":16")
        .contains("\"complete\":true");
    assertThat(exchange(mux, "GET /bug HTTP/1.1\r\nHost: h\r\n\r\n"))
        .contains("\"status\":500")
        .contains("\"complete\":true");
    assertThat(exchange(mux, "GET /abort HTTP/1.1\r\nHost: h\r\n\r\n"))
        .contains("\"status\":0")
        .contains("\"complete\":false");
    String chunked = "POST /body HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n";
    assertThat(exchange(mux, chunked)).contains("\"status\":400").contains("\"complete\":true");
  }

  private static void fail(Exception e) throws Exception {
    throw e;
  }

  private String exchange(Handler handler, String request) throws Exception {
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send(request);
      return line();
    }
  }

  @Test
  void aClientThatLeavesIsLogged() throws Exception {
    Handler endless =
        (w, r) -> {
          while (!r.cancellation().isCancelled()) {
            w.write(new byte[1 << 16]);
          }
        };
    Handler logging = fixed(AccessLog.json(lines::add)).wrap(endless);
    try (var server = TestServer.simulated(logging);
        Wire wire = server.connect()) {
      wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readLine();
      wire.reset();
      assertThat(line())
          .contains("\"status\":200")
          .containsAnyOf("\"cancelled\":\"CLIENT_GONE\"", "\"cancelled\":\"WRITE_FAILED\"");
    }
  }

  @Test
  void aRecordedFailureIsLogged() throws Exception {
    Handler failing = (_, _) -> fail(new IOException("disk"));
    assertThatThrownBy(() -> logged(AccessLog.common(lines::add), failing, Requests.get("/")))
        .hasMessage("disk");
    assertThat(line()).endsWith("\"GET / HTTP/1.1\" - 0");
  }

  @Test
  void aLogThatFailsHarmsNoResponse() throws Exception {
    AccessLog broken =
        AccessLog.of(
            _ -> {
              throw new IllegalStateException("disk full, says the test");
            });
    AccessLog sound = AccessLog.common(lines::add);
    Recorder w =
        Recorder.serve(sound.andThen(broken).wrap((w2, _) -> w2.print("x")), Requests.get("/"));
    assertThat(w.text()).isEqualTo("x");
    assertThat(line()).endsWith(" 200 1");
  }

  @Test
  void anEntryHasItAll() throws Exception {
    var entries = new LinkedBlockingQueue<AccessLog.Entry>();
    AccessLog log = AccessLog.of(entries::add).withClock(NOON, nanos::get);
    Recorder.serve(log.wrap((_, _) -> nanos.addAndGet(7)), request().build());
    AccessLog.Entry entry = entries.remove();
    assertThat(entry.time()).isEqualTo(NOON.instant());
    assertThat(entry.duration()).isEqualTo(Duration.ofNanos(7));
    assertThat(entry.remoteHost()).isEqualTo("192.0.2.1");
    assertThat(entry.user()).isEqualTo("ann é");
    assertThat(entry.complete()).isTrue();
  }
}
