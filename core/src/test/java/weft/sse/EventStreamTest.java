package weft.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.Alarms;
import weft.Cancellation;
import weft.Cancellation.Cause;
import weft.Handler;
import weft.Methods;
import weft.Request;
import weft.ServerTrace;
import weft.server.Server;
import weft.server.ShutdownReport;
import weft.server.Tls;
import weft.server.TransportKind;
import weft.test.Recorder;
import weft.test.Requests;
import weft.test.TestServer;
import weft.test.Wire;

class EventStreamTest {

  private static final String GET = "GET /events HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final Duration LONG = Duration.ofHours(1);

  private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final BlockingQueue<ServerTrace.RequestOutcome> outcomes = new LinkedBlockingQueue<>();
  private final CountDownLatch opened = new CountDownLatch(1);

  /// Sends what is put into the queue, for ever.
  private final Handler events =
      (w, r) -> {
        try (var stream = EventStream.open(w, r)) {
          opened.countDown();
          while (true) {
            stream.send(queue.take());
          }
        } catch (Throwable e) {
          failure.complete(e);
          throw e;
        }
      };

  private final ServerTrace trace =
      new ServerTrace() {
        @Override
        public void requestFinished(RequestOutcome outcome) {
          outcomes.add(outcome);
        }
      };

  private TestServer start(String network) throws Exception {
    Server.Builder builder = Server.builder(events).trace(trace);
    return switch (network) {
      case "memory" -> TestServer.simulated(builder);
      case "channels" -> TestServer.start(builder.transport(TransportKind.NIO));
      default -> TestServer.start(builder);
    };
  }

  private static String chunk(Wire wire) throws Exception {
    int size = Integer.parseInt(wire.readLine(), 16);
    String text = new String(wire.readExactly(size), StandardCharsets.UTF_8);
    assertThat(wire.readLine()).isEmpty();
    return text;
  }

  private static void readHead(Wire wire) throws Exception {
    while (!wire.readLine().isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void headTellsProxiesToPassEventsOn() throws Exception {
    Recorder recorder = new Recorder();
    recorder.header().set("Access-Control-Allow-Origin", "*");
    try (var stream = EventStream.open(recorder, Requests.get("/"))) {
      assertThat(recorder.isFlushed()).isTrue();
      assertThat(stream.isOpen()).isTrue();
      stream.retry(Duration.ofSeconds(2));
      stream.comment("hello");
      stream.send(Event.of("grün").withName("colour").withId("1"));
    }
    assertThat(recorder.sentHeader().get("Content-Type")).isEqualTo("text/event-stream");
    assertThat(recorder.sentHeader().get("Cache-Control")).isEqualTo("no-store");
    assertThat(recorder.sentHeader().get("X-Accel-Buffering")).isEqualTo("no");
    assertThat(recorder.sentHeader().get("Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(recorder.text())
        .isEqualTo("retry: 2000\n\n: hello\n\nid: 1\nevent: colour\ndata: grün\n\n");
  }

  @Test
  void lastEventIdIsWhatTheClientSent() throws Exception {
    assertThat(lastEventId(null)).isEmpty();
    assertThat(lastEventId("42")).isEqualTo("42");
    assertThat(lastEventId("\u00c3\u00bc")).isEqualTo("ü"); // its octets in UTF-8
  }

  private static String lastEventId(@Nullable String field) throws Exception {
    Request.Builder request = Request.builder(Methods.GET, "/");
    if (field != null) {
      request.field("Last-Event-ID", field);
    }
    try (var stream = EventStream.open(new Recorder(), request.build())) {
      return stream.lastEventId();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sockets", "channels"})
  void eventsLeaveAtOnce(String network) throws Exception {
    try (var server = start(network);
        Wire wire = server.connect()) {
      readHead(wire.send(GET));
      queue.add("one");
      assertThat(chunk(wire)).isEqualTo("data: one\n\n");
      queue.add("two\nlines");
      assertThat(chunk(wire)).isEqualTo("data: two\ndata: lines\n\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sockets", "channels"})
  void clientThatLeavesEndsTheHandler(String network) throws Exception {
    try (var server = start(network)) {
      try (Wire wire = server.connect()) {
        readHead(wire.send(GET));
        queue.add("one");
        chunk(wire);
        if (network.equals("memory")) {
          wire.reset();
        }
      }
      if (!network.equals("memory")) {
        queue.add("nobody reads this"); // a half-close alone is no leaving
        queue.add("nor this");
      }
      assertThat(failure.get()).isInstanceOfAny(InterruptedException.class, IOException.class);
      assertThat(outcomes.take().cancelled()).isIn(Cause.CLIENT_GONE, Cause.WRITE_FAILED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sockets", "channels"})
  void shutdownDoesNotWaitForStreams(String network) throws Exception {
    try (var server = start(network);
        Wire wire = server.connect()) {
      readHead(wire.send(GET));
      queue.add("one");
      chunk(wire);
      var report = new FutureTask<ShutdownReport>(() -> server.server().shutdown(LONG));
      Thread.ofVirtual().start(report);
      assertThat(wire.readLine()).isEqualTo("0"); // the response is whole
      assertThat(failure.get()).isInstanceOf(InterruptedException.class);
      assertThat(outcomes.take().cancelled()).isNull();
      if (network.equals("memory")) {
        server.advance(Duration.ofMillis(50));
      }
      assertThat(report.get().completed()).isOne();
      assertThat(report.get().cancelled() + report.get().cut()).isZero();
    }
  }

  /// Nothing is sent and no heart-beat is due: the end of the connection alone tells.
  @ParameterizedTest
  @ValueSource(strings = {"sockets", "channels", "tls"})
  void silentStreamEndsWhenItsClientHasLeft(String network) throws Exception {
    Handler silent =
        (w, r) -> {
          try (var _ = EventStream.open(w, r, LONG)) {
            new CountDownLatch(1).await();
          } catch (Throwable e) {
            failure.complete(e);
            throw e;
          }
        };
    Server.Builder builder = Server.builder(silent).trace(trace);
    boolean encrypted = network.equals("tls");
    if (encrypted) {
      builder.tls(Tls.selfSigned("localhost"));
    } else if (network.equals("channels")) {
      builder.transport(TransportKind.NIO);
    }
    try (var server = TestServer.start(builder)) {
      try (Wire wire = encrypted ? server.connectTls() : server.connect()) {
        readHead(wire.send(GET));
      }
      assertThat(failure.get()).isInstanceOf(InterruptedException.class);
      assertThat(outcomes.take().cancelled()).isIn(Cause.CLIENT_GONE, Cause.WRITE_FAILED);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void clientThatHalfClosesIsAskedAndServed(boolean before) throws Exception {
    var serving = new CountDownLatch(1);
    var mayOpen = new CountDownLatch(1);
    Handler handler =
        (w, r) -> {
          serving.countDown();
          mayOpen.await();
          events.serve(w, r);
        };
    try (var server = TestServer.simulated(Server.builder(handler));
        Wire wire = server.connect()) {
      wire.send(GET);
      serving.await(); // of an end that came before the server listens, the next tick tells
      if (before) {
        wire.shutdownOutput();
      }
      mayOpen.countDown();
      readHead(wire);
      if (!before) {
        wire.shutdownOutput();
      }
      assertThat(chunk(wire)).isEqualTo(":\n\n");
      queue.add("one");
      assertThat(chunk(wire)).isEqualTo("data: one\n\n");
    }
  }

  @Test
  void silentStreamShowsThatItIsThere() throws Exception {
    try (var server = start("memory");
        Wire wire = server.connect()) {
      readHead(wire.send(GET));
      opened.await();
      server.pass(Duration.ofSeconds(15));
      assertThat(chunk(wire)).isEqualTo(":\n\n");
      queue.add("one");
      assertThat(chunk(wire)).isEqualTo("data: one\n\n");
    }
  }

  @Test
  void heartbeatsAreOnlySentInSilence() throws Exception {
    var alarms = new LinkedBlockingQueue<Runnable>();
    Alarms byHand =
        (_, action) -> {
          alarms.add(action);
          return () -> {};
        };
    Request request = Request.builder(Methods.GET, "/").alarms(byHand).build();
    var recorder = new Recorder();
    try (var stream = EventStream.open(recorder, request, Duration.ofSeconds(1))) {
      alarms.take().run();
      alarms.take().run(); // which is there once the first heart-beat was sent
      Runnable next = alarms.take();
      stream.send("one");
      next.run();
      next = alarms.take();
      assertThat(recorder.text()).isEqualTo(":\n\n:\n\ndata: one\n\n");
      next.run();
      alarms.take();
    }
    assertThat(recorder.text()).isEqualTo(":\n\n:\n\ndata: one\n\n:\n\n");
    try (var stream = EventStream.open(new Recorder(), request, Duration.ZERO)) {
      assertThat(stream.isOpen()).isTrue();
      assertThat(alarms).isEmpty();
    }
  }

  @Test
  void handlerThatOnlySendsIsEndedToo() throws Exception {
    var draining = new Cancellation.Source();
    Request request = Request.builder(Methods.GET, "/").draining(draining).build();
    var recorder = new Recorder();
    var stream = EventStream.open(recorder, request);
    stream.send("one");
    draining.cancel(Cause.SHUTDOWN);
    assertThat(stream.isOpen()).isFalse();
    assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> stream.send("two"));
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    stream.close();
    assertThat(Thread.interrupted()).isFalse();
    stream.close();
    assertThatIllegalStateException().isThrownBy(() -> stream.send("three"));
    assertThat(recorder.text()).isEqualTo("data: one\n\n");
  }

  @Test
  void streamThatOpensWhileTheServerStopsHasEnded() throws Exception {
    var draining = new Cancellation.Source();
    draining.cancel(Cause.SHUTDOWN);
    Request request = Request.builder(Methods.GET, "/").draining(draining).build();
    try (var stream = EventStream.open(new Recorder(), request)) {
      assertThat(stream.isOpen()).isFalse();
    }
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void headEndsAtOnce() throws Exception {
    try (var server = start("memory");
        Wire wire = server.connect()) {
      wire.send(GET.replace("GET", "HEAD"));
      assertThat(wire.readHeadResponse().header().get("Content-Type"))
          .isEqualTo("text/event-stream");
      assertThat(failure.get()).isInstanceOf(InterruptedException.class);
      wire.send(GET.replace("GET", "HEAD"));
      assertThat(wire.readHeadResponse().status()).isEqualTo(200); // on the same connection
    }
  }

  @Test
  void forgottenStreamDoesNotInterruptTheNextRequest() throws Exception {
    var interrupted = new CompletableFuture<Boolean>();
    Handler forgets =
        (w, r) -> {
          if (r.path().equals("/next")) {
            opened.countDown();
            boolean _ = r.draining().await(LONG);
            interrupted.complete(Thread.currentThread().isInterrupted());
          } else {
            EventStream.open(w, r).send("one");
          }
        };
    try (var server = TestServer.start(forgets);
        Wire wire = server.connect()) {
      assertThat(wire.send(GET).readResponse().text()).isEqualTo("data: one\n\n");
      wire.send(GET.replace("/events", "/next"));
      opened.await();
      assertThat(server.server().shutdown(LONG).completed()).isOne();
      assertThat(interrupted.get()).isFalse();
    }
  }

  @Test
  void writeTimeOutDoesNotCount() throws Exception {
    try (var server =
            TestServer.simulated(Server.builder(events).writeTimeout(Duration.ofSeconds(5)));
        Wire wire = server.connect()) {
      readHead(wire.send(GET));
      opened.await();
      server.pass(Duration.ofSeconds(10));
      queue.add("late");
      assertThat(chunk(wire)).isEqualTo("data: late\n\n");
    }
  }

  @Test
  void eventsOfManyThreadsDoNotMix() throws Exception {
    var recorder = new Recorder();
    try (var stream = EventStream.open(recorder, Requests.get("/"))) {
      var threads = new Thread[8];
      for (int i = 0; i < threads.length; i++) {
        String data = Integer.toString(i).repeat(3000);
        threads[i] = Thread.ofVirtual().start(() -> sendTen(stream, data));
      }
      for (Thread thread : threads) {
        thread.join();
      }
    }
    assertThat(EventReader.of(recorder.text()).events)
        .hasSize(80)
        .allSatisfy(e -> assertThat(e.data()).isEqualTo(e.data().substring(0, 1).repeat(3000)));
  }

  private static void sendTen(EventStream stream, String data) {
    try {
      for (int i = 0; i < 10; i++) {
        stream.send(data);
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
