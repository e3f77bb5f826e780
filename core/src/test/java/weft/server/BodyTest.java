package weft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.Handler;
import weft.Handlers;
import weft.Limits;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

/// The content of requests: read, not read, too long, awaited by a client that waits for a 100.
@SuppressWarnings("try") // clients close in the middle of a test
class BodyTest {

  private static final int DISCARD_MAX = Limits.STANDARD.discardBytesMax();
  private static final int MIB = 1 << 20;

  private static final Handler READS = (w, r) -> w.print(r.body().readAllBytes().length);
  private static final Handler IGNORES = (w, _) -> w.print("ignored");

  private final TraceLog trace = new TraceLog();

  /// Describes a server that reads on until the client has closed, however slow this machine is.
  private static Server.Builder patient(Handler handler) {
    return Server.builder(handler).lingerTimeout(Duration.ofMinutes(1));
  }

  private static Thread sender(Wire wire, String octets) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                wire.send(octets);
              } catch (IOException closed) {
                // The server did not want all of it.
              }
            });
  }

  @ParameterizedTest
  @EnumSource
  void contentIsReadWhole(Network network) throws Exception {
    try (var server = network.start(READS);
        Wire wire = server.connect()) {
      wire.send(Sample.post("/", "hello"));
      assertThat(wire.readResponse().text()).isEqualTo("5");
      wire.send(Sample.chunkedHead("/")).send("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");
      assertThat(wire.readResponse().text()).isEqualTo("5");
      wire.send(Sample.get("/"));
      assertThat(wire.readResponse().text()).isEqualTo("0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void littleUnreadContentIsDiscarded(Network network) throws Exception {
    try (var server = network.start(IGNORES);
        Wire wire = server.connect()) {
      Thread sender = sender(wire, Sample.post("/", "x".repeat(DISCARD_MAX)) + Sample.get("/"));
      assertThat(wire.readResponse().header().contains("Connection")).isFalse();
      assertThat(wire.readResponse().text()).isEqualTo("ignored");
      sender.join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void littleUnreadChunkedContentIsDiscarded(Network network) throws Exception {
    String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
    try (var server = network.start(IGNORES);
        Wire wire = server.connect()) {
      Thread sender =
          sender(
              wire,
              Sample.chunkedHead("/") + chunk.repeat(50) + "0\r\nX: y\r\n\r\n" + Sample.get("/"));
      assertThat(wire.readResponse().text()).isEqualTo("ignored");
      assertThat(wire.readResponse().text()).isEqualTo("ignored");
      sender.join();
    }
  }

  @ParameterizedTest
  @EnumSource
  void muchUnreadContentCloses(Network network) throws Exception {
    try (var server = network.start(patient(IGNORES).trace(trace));
        Wire wire = server.connect()) {
      Thread sender = sender(wire, Sample.post("/", "x".repeat(DISCARD_MAX + 1)));
      WireResponse response = wire.readResponse();
      assertThat(response.text()).isEqualTo("ignored");
      assertThat(response.header().get("Connection")).isEqualTo("close");
      assertThat(wire.isAtEnd()).isTrue();
      sender.join();
      wire.close();
      assertThat(trace.next("closed")).startsWith("closed NOT_PERSISTENT requests=1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void muchUnreadChunkedContentCloses(Network network) throws Exception {
    String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
    try (var server = network.start(patient(IGNORES).trace(trace));
        Wire wire = server.connect()) {
      Thread sender = sender(wire, Sample.chunkedHead("/") + chunk.repeat(200) + "0\r\n\r\n");
      assertThat(wire.readResponse().text()).isEqualTo("ignored");
      assertThat(wire.isAtEnd()).isTrue();
      sender.join();
      wire.close();
      assertThat(trace.next("closed")).startsWith("closed CONTENT_UNREAD requests=1");
    }
  }

  @Test
  void brokenUnreadContentIsNotAnsweredTwice() throws Exception {
    try (var server = TestServer.simulated(Server.builder(IGNORES).trace(trace));
        Wire wire = server.connect()) {
      wire.send(Sample.chunkedHead("/")).send("nonsense\r\n");
      assertThat(wire.readResponse().text()).isEqualTo("ignored");
      assertThat(wire.isAtEnd()).isTrue();
      wire.close();
      assertThat(trace.next("rejected")).startsWith("rejected BAD_CHUNK_SIZE");
      assertThat(trace.next("closed")).startsWith("closed REJECTED requests=1");
    }
  }

  @Test
  void cutOffUnreadContentIsNotAnsweredTwice() throws Exception {
    try (var server = TestServer.simulated(IGNORES);
        Wire wire = server.connect()) {
      wire.send(Sample.postHead("/", 10)).send("12345").shutdownOutput();
      assertThat(wire.readResponse().text()).isEqualTo("ignored");
      assertThat(wire.isAtEnd()).isTrue();
    }
  }

  @Test
  void cutOffContentIs400() throws Exception {
    try (var server = TestServer.simulated(Server.builder(READS).trace(trace));
        Wire wire = server.connect()) {
      wire.send(Sample.postHead("/", 10)).send("12345").shutdownOutput();
      assertThat(wire.readResponse().status()).isEqualTo(400);
      assertThat(wire.isAtEnd()).isTrue();
      assertThat(trace.next("rejected")).startsWith("rejected INCOMPLETE_CONTENT");
    }
  }

  @ParameterizedTest
  @EnumSource
  void continueIsSentOnTheFirstRead(Network network) throws Exception {
    Handler handler =
        (w, r) -> {
          assertThat(r.body().read()).isEqualTo('h');
          READS.serve(w, r);
        };
    try (var server = network.start(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.postHead("/", 5, "Expect: 100-Continue"));
      WireResponse interim = wire.readResponse();
      assertThat(interim.status()).isEqualTo(100);
      assertThat(interim.header().isEmpty()).isTrue();
      wire.send("hello");
      assertThat(wire.readResponse().text()).isEqualTo("4");
      assertThat(wire.send(Sample.post("/", "hello")).readResponse().text()).isEqualTo("4");
    }
  }

  @Test
  void continueIsNotSentIfNobodyReads() throws Exception {
    try (var server = TestServer.simulated(IGNORES);
        Wire wire = server.connect()) {
      wire.send(Sample.postHead("/", 5, "Expect: 100-continue"));
      WireResponse response = wire.readResponse();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header().get("Connection")).isEqualTo("close");
      assertThat(wire.isAtEnd()).isTrue();
    }
  }

  @Test
  void continueIsNotSentAfterTheResponseBegan() throws Exception {
    Handler handler =
        (w, r) -> {
          w.flush();
          w.print(r.body().readAllBytes().length);
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.postHead("/", 5, "Expect: 100-continue")).send("hello");
      WireResponse response = wire.readResponse();
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.text()).isEqualTo("5");
      assertThat(wire.isAtEnd()).isTrue();
    }
  }

  @Test
  void continueMayBeSentByTheHandler() throws Exception {
    Handler handler =
        (w, r) -> {
          w.inform(100);
          READS.serve(w, r);
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.postHead("/", 5, "Expect: 100-continue"));
      assertThat(wire.readResponse().status()).isEqualTo(100);
      assertThat(wire.send("hello").readResponse().text()).isEqualTo("5");
      assertThat(wire.send(Sample.post("/", "h")).readResponse().status()).isEqualTo(100);
      assertThat(wire.readResponse().text()).isEqualTo("1");
    }
  }

  @Test
  void continueIsNotForRequestsWithoutContentNorForHttp10() throws Exception {
    try (var server = TestServer.simulated(READS)) {
      try (Wire wire = server.connect()) {
        wire.send(Sample.get("/", "Expect: 100-continue"));
        assertThat(wire.readResponse().text()).isEqualTo("0");
        assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo("0");
      }
      try (Wire wire = server.connect()) {
        wire.send("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab");
        assertThat(wire.readResponse().text()).isEqualTo("2");
      }
    }
  }

  @Test
  void otherExpectationIs417() throws Exception {
    try (var server = TestServer.simulated(READS);
        Wire wire = server.connect()) {
      wire.send(Sample.postHead("/", 5, "Expect: the-unexpected"));
      assertThat(wire.readResponse().status()).isEqualTo(417);
      assertThat(wire.isAtEnd()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void clientThatKeepsSendingReadsThe413(boolean chunked) throws Exception {
    var builder =
        patient(READS).trace(trace).limits(Limits.STANDARD.with().contentBytesMax(1000).build());
    String octets =
        chunked
            ? Sample.chunkedHead("/") + ("10000\r\n" + "x".repeat(0x10000) + "\r\n").repeat(64)
            : Sample.post("/", "x".repeat(4 * MIB));
    try (var server = TestServer.start(builder)) {
      for (int i = 0; i < 10; i++) {
        try (Wire wire = server.connect()) {
          wire.send(octets);
          WireResponse response = wire.readResponse();
          assertThat(response.status()).isEqualTo(413);
          assertThat(response.header().get("Connection")).isEqualTo("close");
          assertThat(wire.isAtEnd()).isTrue();
        }
        assertThat(trace.next("rejected")).startsWith("rejected CONTENT_TOO_LARGE");
        assertThat(trace.next("closed")).startsWith("closed REJECTED");
      }
    }
  }

  @Test
  void boundOfARouteIs413Too() throws Exception {
    try (var server = TestServer.start(patient(Handlers.maxBytes(1000, READS)));
        Wire declared = server.connect();
        Wire chunked = server.connect()) {
      declared.send(Sample.post("/", "x".repeat(4 * MIB)));
      assertThat(declared.readResponse().status()).isEqualTo(413);
      chunked.send(Sample.chunkedHead("/"));
      chunked.send(("10000\r\n" + "x".repeat(0x10000) + "\r\n").repeat(64));
      assertThat(chunked.readResponse().status()).isEqualTo(413);
    }
  }

  @Test
  void contentOfExactlyTheBoundIsTaken() throws Exception {
    var builder = Server.builder(READS).limits(Limits.STANDARD.with().contentBytesMax(10).build());
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect()) {
      wire.send(Sample.post("/", "0123456789"));
      assertThat(wire.readResponse().text()).isEqualTo("10");
      wire.send(Sample.chunkedHead("/")).send("a\r\n0123456789\r\n0\r\n\r\n");
      assertThat(wire.readResponse().text()).isEqualTo("10");
      wire.send(Sample.chunkedHead("/")).send("a\r\n0123456789\r\n1\r\nx\r\n0\r\n\r\n");
      assertThat(wire.readResponse().status()).isEqualTo(413);
    }
  }

  @Test
  void contentCannotBeReadAfterTheHandlerReturned() throws Exception {
    var bodies = new LinkedBlockingQueue<InputStream>();
    Handler handler = (_, r) -> bodies.add(r.body());
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.post("/", "hello")).readResponse();
      server.awaitQuiescent();
      InputStream body = bodies.take();
      assertThatExceptionOfType(IOException.class).isThrownBy(body::read);
    }
  }

  @Test
  void closedContentCannotBeReadButTheConnectionIsKept() throws Exception {
    Handler handler =
        (_, r) -> {
          r.body().close();
          assertThatExceptionOfType(IOException.class).isThrownBy(() -> r.body().read());
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      assertThat(wire.send(Sample.post("/", "hello")).readResponse().status()).isEqualTo(200);
      assertThat(wire.send(Sample.post("/", "hello")).readResponse().status()).isEqualTo(200);
    }
  }

  @Test
  void trailerIsThereOnceTheContentWasRead() throws Exception {
    Handler handler =
        (w, r) -> {
          assertThat(r.trailer().isEmpty()).isTrue();
          assertThat(r.body().readNBytes(3)).hasSize(3);
          assertThat(r.trailer().isEmpty()).isTrue();
          assertThat(r.body().read()).isEqualTo(-1);
          w.print(r.trailer().get("X-Sum"));
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.chunkedHead("/", "Trailer: X-Sum"));
      wire.send("3\r\nabc\r\n0\r\nX-Sum: 42\r\n\r\n");
      assertThat(wire.readResponse().text()).isEqualTo("42");
    }
  }

  @ParameterizedTest
  @EnumSource
  void echoReadsAndWritesAtTheSameTime(Network network) throws Exception {
    byte[] content = new byte[4 * MIB];
    new Random(1).nextBytes(content);
    Handler echo = (w, r) -> r.body().transferTo(w);
    try (var server = network.start(echo);
        Wire wire = server.connect()) {
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      wire.send(Sample.postHead("/", content.length)).send(content);
                    } catch (IOException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      assertThat(wire.readResponse().content()).isEqualTo(content);
      sender.join();
      assertThat(wire.send(Sample.post("/", "again")).readResponse().text()).isEqualTo("again");
    }
  }

  @Test
  void buffersAreNotSharedWhateverTheirSize() throws Exception {
    var limits = Limits.STANDARD.with().readBufferBytes(512).build();
    Handler handler = (w, r) -> w.print(r.path() + r.body().readAllBytes().length);
    try (var server = TestServer.start(Server.builder(handler).limits(limits));
        Wire first = server.connect();
        Wire second = server.connect()) {
      for (int i = 0; i < 50; i++) {
        first.send("GET /first");
        second.send("GET /second");
        first.send(" HTTP/1.1\r\nHost: a\r\n\r\n");
        second.send(" HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(first.readResponse().text()).isEqualTo("/first0");
        assertThat(second.readResponse().text()).isEqualTo("/second0");
      }
    }
  }
}
