package weft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.HalfClosePolicy;
import weft.Handler;
import weft.HijackedConnection;
import weft.test.TestServer;
import weft.test.Wire;

class HijackTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final LinkedBlockingQueue<HijackedConnection> taken = new LinkedBlockingQueue<>();
  private final Handler takes = (w, _) -> taken.add(w.hijack());

  /// Sends back each octet, capitalised, until the client ends.
  private static void shout(HijackedConnection connection) throws IOException {
    try (connection) {
      for (int c = connection.input().read(); c >= 0; c = connection.input().read()) {
        connection.output().write(Character.toUpperCase(c));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void octetsThatWereReadAlreadyComeFirst(Network network) throws Exception {
    // No probes: one may be sent before the handler hijacks.
    var builder = Server.builder((w, _) -> shout(w.hijack())).halfClose(HalfClosePolicy.KEEP);
    try (var server = network.start(builder);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/") + "left").send(" over").shutdownOutput();
      assertThat(new String(wire.readToEnd(), StandardCharsets.US_ASCII)).isEqualTo("LEFT OVER");
    }
  }

  @ParameterizedTest
  @EnumSource
  void headIsSentFirstIfThereIsAStatus(Network network) throws Exception {
    Handler handler =
        (w, _) -> {
          w.status(101);
          w.header().set("Connection", "Upgrade").set("Upgrade", "shout");
          shout(w.hijack());
        };
    try (var server = network.start(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/", "Connection: Upgrade", "Upgrade: shout"));
      var response = wire.readResponse();
      assertThat(response.status()).isEqualTo(101);
      assertThat(response.header().values("Connection")).containsExactly("Upgrade");
      assertThat(response.header().contains("Content-Length")).isFalse();
      wire.send("hi");
      assertThat(wire.readExactly(2)).isEqualTo("HI".getBytes(StandardCharsets.US_ASCII));
    }
  }

  @Test
  void writerIsOfNoUseAfterwards() throws Exception {
    Handler handler =
        (w, _) -> {
          try (HijackedConnection connection = w.hijack()) {
            assertThatIllegalStateException().isThrownBy(() -> w.print("x"));
            assertThatIllegalStateException().isThrownBy(() -> w.status(200));
            assertThatIllegalStateException().isThrownBy(w::hijack);
            w.flush();
            connection.output().write('!');
          }
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      assertThat(wire.send(Sample.get("/")).readToEnd()).containsExactly('!');
    }
  }

  @Test
  void contentMustNotHaveBeenWritten() throws Exception {
    Handler handler =
        (w, _) -> {
          w.print("x");
          assertThatIllegalStateException().isThrownBy(w::hijack);
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo("x");
    }
  }

  @Test
  void itOutlivesItsHandlerAndTheServer() throws Exception {
    var server = TestServer.simulated(takes);
    try (server;
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      try (HijackedConnection connection = taken.take()) {
        server.server().shutdown(LONG);
        assertThat(wire.send("x")).isNotNull();
        assertThat(connection.input().read()).isEqualTo('x');
        connection.output().write('y');
        assertThat(wire.readExactly(1)).containsExactly('y');
      }
      assertThat(wire.isAtEnd()).isTrue();
    }
  }

  @Test
  void shutdownDoesNotWaitForAHandlerThatServesIt() throws Exception {
    var serving = new CountDownLatch(1);
    Handler handler =
        (w, _) -> {
          HijackedConnection connection = w.hijack();
          serving.countDown();
          shout(connection);
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      serving.await();
      assertThat(server.server().connections()).isZero();
      ShutdownReport report = server.server().shutdown(LONG);
      assertThat(report.took()).isZero();
      assertThat(report.cancelled() + report.cut()).isZero();
      assertThat(wire.send("x").readExactly(1)).containsExactly('X');
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsHaveDeadlinesStill(Network network) throws Exception {
    var results = new LinkedBlockingQueue<String>();
    Handler handler =
        (w, _) -> {
          try (HijackedConnection connection = w.hijack()) {
            connection.readDeadline(Duration.ofMillis(100));
            assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> connection.input().read());
            connection.output().write('!');
          } finally {
            results.add("done");
          }
        };
    try (var server = network.start(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      if (network == Network.MEMORY) {
        server.advance(Duration.ofMillis(130));
      }
      assertThat(results.take()).isEqualTo("done");
      assertThat(wire.readToEnd()).containsExactly('!');
    }
  }

  @Test
  void writesHaveDeadlinesStill() throws Exception {
    var failures = new LinkedBlockingQueue<Exception>();
    Handler handler =
        (w, _) -> {
          try (HijackedConnection connection = w.hijack()) {
            connection.writeDeadline(Duration.ofSeconds(1));
            connection.output().write(new byte[1 << 20]);
          } catch (SocketTimeoutException e) {
            failures.add(e);
          }
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      server.advance(Duration.ofSeconds(2));
      assertThat(failures.take()).hasMessageContaining("deadline");
    }
  }

  @Test
  void timeoutsOfTheServerDoNotApply() throws Exception {
    var builder =
        Server.builder(takes)
            .idleTimeout(Duration.ofSeconds(1))
            .readTimeout(Duration.ofSeconds(1))
            .writeTimeout(Duration.ofSeconds(1));
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      try (HijackedConnection connection = taken.take()) {
        server.pass(LONG);
        connection.output().write('y');
        assertThat(wire.readExactly(1)).containsExactly('y');
        assertThat(wire.send("x")).isNotNull();
        assertThat(connection.input().read()).isEqualTo('x');
      }
    }
  }

  @Test
  void permitsAreGivenBack() throws Exception {
    try (var server = TestServer.simulated(Server.builder(takes).connectionsMax(1))) {
      for (int i = 0; i < 3; i++) {
        try (Wire wire = server.connect()) {
          wire.send(Sample.get("/"));
          assertThat(taken.take()).isNotNull();
        }
      }
    }
  }
}
