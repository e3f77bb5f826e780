package weft.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.Request;
import weft.ResponseWriter;
import weft.ServeMux;
import weft.server.Server;
import weft.server.Tls;
import weft.sse.Event;
import weft.sse.EventStream;
import weft.test.TestServer;

/// Event streams as a browser reads them.
class EventSourceTest {

  private static final String PAGE =
      """
      <!doctype html><link rel="icon" href="data:,">
      <script>
        const unload = () => {}; // an answer that comes too late for the page
        let reported = Promise.resolve(); // one at a time, so that they come in order
        const report = text => reported = reported.then(
            () => fetch('/report', {method: 'POST', body: text})).catch(unload);
        const events = new EventSource('/events');
        events.onopen = () => report('open');
        events.onmessage = e => report('message ' + e.lastEventId + ' ' + e.data);
        events.addEventListener('näme', e => report('näme ' + e.lastEventId + ' ' + e.data));
      </script>
      """;

  @TempDir Path folder;
  private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> reports = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> streams = new LinkedBlockingQueue<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  private Server.Builder site() {
    var mux = new ServeMux();
    mux.handle("GET /{$}", (w, _) -> w.print(PAGE));
    mux.handle("GET /events", this::events);
    mux.handle(
        "POST /report",
        (_, r) -> reports.add(new String(r.body().readAllBytes(), StandardCharsets.UTF_8)));
    return Server.builder(mux);
  }

  /// Sends what is put into the queue; `end` ends the stream.
  private void events(ResponseWriter w, Request r) throws Exception {
    try (var events = EventStream.open(w, r)) {
      streams.add(r.protocol() + " from '" + events.lastEventId() + "'");
      events.retry(Duration.ofMillis(1));
      for (String data = queue.take(); !data.equals("end"); data = queue.take()) {
        events.comment("data: not this");
        events.send(Event.of(data).withId("ü " + data.length()));
        events.send(Event.of(data).withName("näme"));
      }
    } finally {
      ended.countDown();
    }
  }

  private static final int LOOKS = 300;

  private void expect(String report) throws Exception {
    assertThat(reports.poll(30, TimeUnit.SECONDS)).isEqualTo(report);
  }

  private void expectStream(String stream) throws Exception {
    assertThat(streams.poll(30, TimeUnit.SECONDS)).isEqualTo(stream);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1", "HTTP/2.0"})
  void chromiumReadsEventsAndConnectsAgain(String protocol) throws Exception {
    Server.Builder site =
        protocol.equals("HTTP/1.1") ? site() : site().tls(Tls.selfSigned("localhost"));
    try (var server = TestServer.start(site);
        var browser = Browser.open(folder.resolve("profile"), server.uri("/").toString())) {
      expectStream(protocol + " from ''");
      expect("open");
      queue.add("one\nüwo\r\rthree ");
      expect("message ü 15 one\nüwo\n\nthree ");
      expect("näme ü 15 one\nüwo\n\nthree ");
      queue.add("end");
      expectStream(protocol + " from 'ü 15'");
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
      expect("open");
      queue.add("");
      expect("message ü 0 ");
      expect("näme ü 0 ");
      assertThat(server.server().shutdown(Duration.ofSeconds(30)).cancelled()).isZero();
      assertThat(browser.console()).isEqualTo("[]");
    }
  }

  @Test
  void closingThePageEndsTheHandler() throws Exception {
    try (var server = TestServer.start(site());
        var browser = Browser.open(folder.resolve("profile"), server.uri("/").toString())) {
      expectStream("HTTP/1.1 from ''");
      expect("open");
      browser.close();
      boolean hasEnded = false;
      for (int i = 0; i < LOOKS && !hasEnded; i++) {
        queue.add("nobody reads this"); // the kernel tells of a closed socket who writes to it
        hasEnded = ended.await(100, TimeUnit.MILLISECONDS);
      }
      assertThat(hasEnded).isTrue();
    }
  }
}
