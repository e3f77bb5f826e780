package weft.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.ConnectionInfo;
import weft.Handler;
import weft.ServerTrace;
import weft.StatusException;
import weft.server.OverloadPolicy;
import weft.server.Server;
import weft.server.Tls;
import weft.test.Requests;
import weft.test.TestServer;
import weft.test.Wire;

class JfrTraceTest {

  private static final List<Class<? extends Event>> EVENTS =
      List.of(
          AcceptedEvent.class,
          RequestEvent.class,
          RejectedEvent.class,
          TimedOutEvent.class,
          ClosedEvent.class,
          AcceptFailedEvent.class,
          ShedEvent.class,
          HandshakeFailedEvent.class,
          CertificateReloadedEvent.class,
          CertificateRejectedEvent.class);

  @TempDir Path folder;

  private final JfrTrace trace = new JfrTrace();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private Recording recording;

  /// Comes after the trace under test, so that its events are committed when this is told.
  private final ServerTrace ending =
      new ServerTrace() {
        @Override
        public void requestFinished(RequestOutcome outcome) {
          finished.countDown();
        }

        @Override
        public void closed(ConnectionInfo c, CloseReason why, long requests, long in, long out) {
          closed.countDown();
        }
      };

  @BeforeEach
  void startRecording() {
    recording = new Recording();
    for (Class<? extends Event> event : EVENTS) {
      recording.enable(EventType.getEventType(event).getName()).withoutThreshold();
    }
    recording.start();
  }

  @AfterEach
  void closeRecording() {
    recording.close();
  }

  @Test
  void requestsAreWantedWhileTheirEventIsOn() {
    assertThat(trace.wantsRequests()).isTrue();
    recording.disable("weft.Request");
    assertThat(trace.wantsRequests()).isFalse();
  }

  @Test
  void requestIsAnEventWithItsOutcome() throws Exception {
    Handler echo = (w, r) -> r.body().transferTo(w);
    try (TestServer server = simulated(echo);
        Wire client = server.connect()) {
      client.send("POST /a?b=%20 HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello");
      assertThat(client.readResponse().text()).isEqualTo("hello");
      finished.await(); // a client that closes before would be one that has left
    }
    RecordedEvent request = only("weft.Request");
    assertThat(request.getString("method")).isEqualTo("POST");
    assertThat(request.getString("target")).isEqualTo("/a?b=%20");
    assertThat(request.getString("pattern")).isEmpty();
    assertThat(request.getInt("status")).isEqualTo(200);
    assertThat(request.getLong("bytesIn")).isEqualTo(5);
    assertThat(request.getLong("bytesOut")).isEqualTo(5);
    assertThat(request.getString("cancelled")).isNull();
    assertThat(request.getString("failure")).isNull();
    assertThat(request.getStackTrace()).isNull();
  }

  @Test
  void requestTimesAreThoseOfTheServersClock() throws Exception {
    var inHandler = new CountDownLatch(1);
    var timePassed = new CountDownLatch(1);
    Handler slow =
        (w, _) -> {
          inHandler.countDown();
          timePassed.await();
          w.print("late");
        };
    try (TestServer server = simulated(slow);
        Wire client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
      inHandler.await();
      server.pass(Duration.ofSeconds(3));
      timePassed.countDown();
      assertThat(client.readResponse().text()).isEqualTo("late");
    }
    RecordedEvent request = only("weft.Request");
    assertThat(request.getDuration("headTime")).isZero();
    assertThat(request.getDuration("firstByteTime")).isEqualTo(Duration.ofSeconds(3));
    assertThat(request.getDuration("lastByteTime")).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void failureOfAHandlerIsNamed() throws Exception {
    Handler failing =
        (_, _) -> {
          throw new StatusException(404, "no such thing");
        };
    try (TestServer server = simulated(failing);
        Wire client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(404);
    }
    RecordedEvent request = only("weft.Request");
    assertThat(request.getInt("status")).isEqualTo(404);
    assertThat(request.getString("failure")).contains("StatusException", "no such thing");
  }

  @Test
  void connectionIsAcceptedAndClosed() throws Exception {
    String request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    try (TestServer server = simulated((w, _) -> w.print("hi"))) {
      try (Wire client = server.connect()) {
        client.send(request).readResponse();
        client.send(request).readResponse();
      }
      closed.await();
    }
    List<RecordedEvent> events = events();
    RecordedEvent accepted = only(events, "weft.Accepted");
    RecordedEvent end = only(events, "weft.Closed");
    assertThat(accepted.getString("remote")).isNotEmpty();
    assertThat(accepted.getString("local")).isNotEmpty();
    assertThat(end.getLong("connection")).isEqualTo(accepted.getLong("connection"));
    assertThat(end.getString("reason")).isEqualTo("PEER_CLOSED");
    assertThat(end.getLong("requests")).isEqualTo(2);
    assertThat(end.getLong("bytesIn")).isEqualTo(2 * 27);
    assertThat(end.getLong("bytesOut")).isGreaterThan(2 * 27);
  }

  @Test
  void refusedRequestIsAnEvent() throws Exception {
    try (TestServer server = simulated((w, _) -> w.print("never"));
        Wire client = server.connect()) {
      client.send("GET / HTTP/1.1\r\nHost: h\r\nBad Name: x\r\n\r\n");
      assertThat(client.readResponse().status()).isEqualTo(400);
    }
    List<RecordedEvent> events = events();
    RecordedEvent rejected = only(events, "weft.Rejected");
    assertThat(rejected.getString("reason")).isEqualTo("BAD_FIELD_NAME");
    assertThat(rejected.getInt("status")).isEqualTo(400);
    assertThat(rejected.getLong("offset")).isPositive();
    assertThat(named(events, "weft.Request")).isEmpty();
    assertThat(only(events, "weft.Closed").getString("reason")).isEqualTo("REJECTED");
  }

  @Test
  void timeOutIsAnEventWithItsKind() throws Exception {
    try (TestServer server = simulated((w, _) -> w.print("never"));
        Wire client = server.connect()) {
      client.send("GET / HT");
      server.advance(Duration.ofSeconds(11));
      assertThat(client.readResponse().status()).isEqualTo(408);
    }
    List<RecordedEvent> events = events();
    assertThat(only(events, "weft.TimedOut").getString("kind")).isEqualTo("READ_HEADER");
    assertThat(only(events, "weft.Closed").getString("reason")).isEqualTo("TIMED_OUT");
  }

  @Test
  void failedHandshakeIsAnEvent() throws Exception {
    SocketAddress address = new InetSocketAddress(InetAddress.getByName("::1"), 443);
    var connection = new ConnectionInfo(7, address, address, null);
    trace.handshakeFailed(
        connection, ServerTrace.HandshakeFailure.PLAIN_HTTP, new IOException("no TLS"));
    closed.countDown();
    RecordedEvent event = only("weft.HandshakeFailed");
    assertThat(event.getLong("connection")).isEqualTo(7);
    assertThat(event.getString("reason")).isEqualTo("PLAIN_HTTP");
    assertThat(event.getString("failure")).isEqualTo("java.io.IOException: no TLS");
  }

  @Test
  void newCertificatesAreEvents() throws Exception {
    List<X509Certificate> chain = Tls.selfSigned("localhost").certificates();
    trace.certificateReloaded(chain);
    trace.certificateRejected(new IOException("no pair"));
    closed.countDown();
    List<RecordedEvent> events = events();
    RecordedEvent reloaded = only(events, "weft.CertificateReloaded");
    assertThat(reloaded.getString("subject")).isEqualTo("CN=localhost");
    assertThat(reloaded.getInstant("notAfter"))
        .isEqualTo(chain.getFirst().getNotAfter().toInstant());
    assertThat(only(events, "weft.CertificateRejected").getString("failure"))
        .isEqualTo("java.io.IOException: no pair");
  }

  @Test
  void shedConnectionIsAnEvent() throws Exception {
    Server.Builder builder =
        Server.builder((w, _) -> w.print("hi"))
            .connectionsMax(1)
            .overload(OverloadPolicy.SHED)
            .trace(ServerTrace.all(trace, ending));
    try (TestServer server = TestServer.simulated(builder);
        Wire first = server.connect();
        Wire second = server.connect()) {
      assertThat(second.readResponse().status()).isEqualTo(503);
      first.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").readResponse();
    }
    List<RecordedEvent> events = events();
    assertThat(only(events, "weft.Shed").getString("remote")).isNotEmpty();
    assertThat(named(events, "weft.Accepted")).hasSize(1);
  }

  @Test
  void failureToAcceptIsAnEvent() throws Exception {
    SocketAddress listener = new InetSocketAddress(InetAddress.getByName("::1"), 80);
    trace.acceptFailed(listener, new IOException("no descriptor"), Duration.ofMillis(5));
    closed.countDown();
    RecordedEvent failed = only("weft.AcceptFailed");
    assertThat(failed.getString("listener")).isEqualTo("[0:0:0:0:0:0:0:1]:80");
    assertThat(failed.getString("failure")).contains("no descriptor");
    assertThat(failed.getDuration("retryIn")).isEqualTo(Duration.ofMillis(5));
  }

  @Test
  void unixSocketHasAnAddress() throws Exception {
    trace.shed(UnixDomainSocketAddress.of("/run/socket"));
    closed.countDown();
    assertThat(only("weft.Shed").getString("remote")).isEqualTo("/run/socket");
  }

  @Test
  void nothingIsKeptWhileTheEventIsOff() throws Exception {
    recording.disable("weft.Request");
    var outcome = outcome();
    trace.requestStarted(outcome.request());
    trace.requestFinished(outcome);
    closed.countDown();
    assertThat(named(events(), "weft.Request")).isEmpty();
  }

  @Test
  void requestThatBeganBeforeTheRecordingIsNoEvent() throws Exception {
    trace.requestFinished(outcome());
    closed.countDown();
    assertThat(named(events(), "weft.Request")).isEmpty();
  }

  @Test
  void everyEventIsLabelledAndDescribed() {
    assertThat(EVENTS)
        .extracting(EventType::getEventType)
        .allSatisfy(
            type -> {
              assertThat(type.getName()).startsWith("weft.");
              assertThat(type.getLabel()).isNotBlank();
              assertThat(type.getDescription()).isNotBlank();
              assertThat(type.getCategoryNames()).startsWith("Weft");
              assertThat(type.getFields()).allSatisfy(f -> assertThat(f.getLabel()).isNotBlank());
            });
  }

  private static ServerTrace.RequestOutcome outcome() {
    Duration none = Duration.ZERO;
    return new ServerTrace.RequestOutcome(
        Requests.get("/"), "", 200, 0, 0, none, none, none, null, null);
  }

  private TestServer simulated(Handler handler) throws IOException {
    return TestServer.simulated(Server.builder(handler).trace(ServerTrace.all(trace, ending)));
  }

  private RecordedEvent only(String name) throws Exception {
    return only(events(), name);
  }

  private static RecordedEvent only(List<RecordedEvent> events, String name) {
    List<RecordedEvent> found = named(events, name);
    assertThat(found).as(name + " among " + events).hasSize(1);
    return found.getFirst();
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream().filter(e -> e.getEventType().getName().equals(name)).toList();
  }

  /// Waits for the connection to end, then returns what was recorded.
  private List<RecordedEvent> events() throws Exception {
    closed.await();
    recording.stop();
    Path file = folder.resolve("test.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file);
  }
}
