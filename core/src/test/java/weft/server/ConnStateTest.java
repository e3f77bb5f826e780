package weft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import weft.ConnState;
import weft.Handler;
import weft.HijackedConnection;
import weft.test.TestServer;
import weft.test.Wire;

class ConnStateTest {

  private static final ScopedValue<SocketAddress> LISTENER = ScopedValue.newInstance();
  private static final ScopedValue<Long> CONNECTION = ScopedValue.newInstance();

  private final BlockingQueue<ConnState> states = new LinkedBlockingQueue<>();

  private Server.Builder observed(Handler handler) {
    return Server.builder(handler).onConnState((_, state) -> states.add(state));
  }

  /// Returns the states up to the last one that a connection has.
  private List<ConnState> toTheEnd() throws InterruptedException {
    var seen = new ArrayList<ConnState>();
    do {
      seen.add(states.take());
    } while (seen.getLast() != ConnState.CLOSED && seen.getLast() != ConnState.HIJACKED);
    return seen;
  }

  @Test
  void keptConnectionIsIdleBetweenRequests() throws Exception {
    try (var server = TestServer.simulated(observed((w, _) -> w.print("x")))) {
      try (Wire wire = server.connect()) {
        wire.send(Sample.get("/")).readResponse();
        server.awaitQuiescent();
        wire.send(Sample.get("/")).readResponse();
        server.awaitQuiescent();
      }
      assertThat(toTheEnd())
          .containsExactly(
              ConnState.NEW,
              ConnState.ACTIVE,
              ConnState.IDLE,
              ConnState.ACTIVE,
              ConnState.IDLE,
              ConnState.CLOSED);
    }
  }

  @Test
  void pipelinedRequestsKeepItActive() throws Exception {
    try (var server = TestServer.simulated(observed((w, _) -> w.print("x")));
        Wire wire = server.connect()) {
      wire.send(Sample.get("/").repeat(3)).shutdownOutput().readToEnd();
      assertThat(toTheEnd())
          .containsExactly(ConnState.NEW, ConnState.ACTIVE, ConnState.IDLE, ConnState.CLOSED);
    }
  }

  @Test
  void closedConnectionIsNeverIdle() throws Exception {
    try (var server = TestServer.simulated(observed((w, _) -> w.print("x")));
        Wire wire = server.connect()) {
      wire.send(Sample.get("/", "Connection: close")).readToEnd();
      wire.close();
      assertThat(toTheEnd()).containsExactly(ConnState.NEW, ConnState.ACTIVE, ConnState.CLOSED);
    }
  }

  @Test
  void connectionWithoutRequestIsNeverActive() throws Exception {
    try (var server = TestServer.simulated(observed((w, _) -> w.print("x")))) {
      server.connect().close();
      assertThat(toTheEnd()).containsExactly(ConnState.NEW, ConnState.CLOSED);
    }
  }

  @Test
  void badRequestIsActiveThenClosed() throws Exception {
    try (var server = TestServer.simulated(observed((w, _) -> w.print("x")))) {
      try (Wire wire = server.connect()) {
        assertThat(wire.send("bad\r\n\r\n").readResponse().status()).isEqualTo(400);
      }
      assertThat(toTheEnd()).containsExactly(ConnState.NEW, ConnState.ACTIVE, ConnState.CLOSED);
    }
  }

  @Test
  void idleTimeoutCloses() throws Exception {
    var builder = observed((w, _) -> w.print("x")).idleTimeout(Duration.ofSeconds(30));
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/")).readResponse();
      server.advance(Duration.ofSeconds(31));
      assertThat(wire.isAtEnd()).isTrue();
      assertThat(toTheEnd())
          .containsExactly(ConnState.NEW, ConnState.ACTIVE, ConnState.IDLE, ConnState.CLOSED);
    }
  }

  @Test
  void hijackIsToldAtOnceAndIsTheEnd() throws Exception {
    var taken = new LinkedBlockingQueue<List<ConnState>>();
    Handler handler =
        (w, _) -> {
          try (HijackedConnection _ = w.hijack()) {
            taken.add(List.copyOf(states));
          }
        };
    try (var server = TestServer.simulated(observed(handler));
        Wire wire = server.connect()) {
      wire.send(Sample.get("/")).readToEnd();
      assertThat(taken.take()).containsExactly(ConnState.NEW, ConnState.ACTIVE, ConnState.HIJACKED);
      assertThat(toTheEnd()).containsExactly(ConnState.NEW, ConnState.ACTIVE, ConnState.HIJACKED);
      assertThat(states).isEmpty();
    }
  }

  @Test
  void failingListenerHarmsNoConnection() throws Exception {
    var builder =
        Server.builder((w, _) -> w.print("x"))
            .onConnState(
                (_, _) -> {
                  throw new IllegalStateException("listener");
                });
    try (var server = TestServer.simulated(builder)) {
      for (int i = 0; i < 2; i++) {
        try (Wire wire = server.connect()) {
          assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo("x");
        }
      }
      server.awaitQuiescent();
      assertThat(server.server().shutdown(Duration.ofHours(1)).cut()).isZero();
    }
  }

  @Test
  void contextsBindScopedValuesOncePerListenerAndPerConnection() throws Exception {
    var bases = new CopyOnWriteArrayList<SocketAddress>();
    var connections = new CopyOnWriteArrayList<Long>();
    Server.Builder builder =
        Server.builder(
                (w, r) -> {
                  assertThat(CONNECTION.get()).isEqualTo(r.connection().id());
                  w.print(LISTENER.get());
                })
            .listen("127.0.0.1:0")
            .listen("127.0.0.1:0")
            .baseContext(
                listener -> {
                  bases.add(listener);
                  return ScopedValue.where(LISTENER, listener);
                })
            .connContext(
                info -> {
                  connections.add(info.id());
                  return ScopedValue.where(CONNECTION, info.id());
                });
    try (Server server = builder.start()) {
      for (SocketAddress address : server.addresses()) {
        assertThat(askTwice(address)).isEqualTo(address.toString());
      }
      assertThat(bases).isEqualTo(server.addresses());
      assertThat(connections).hasSize(2).doesNotHaveDuplicates();
    }
  }

  private static String askTwice(SocketAddress address) throws IOException {
    try (Wire wire = Wire.connect(address)) {
      wire.send(Sample.get("/")).readResponse();
      return wire.send(Sample.get("/")).readResponse().text();
    }
  }

  @Test
  void failingConnContextClosesItsConnectionOnly() throws Exception {
    var fail = new LinkedBlockingQueue<>(List.of(true));
    var builder =
        observed((w, _) -> w.print("x"))
            .connContext(
                info -> {
                  if (fail.poll() != null) {
                    throw new IllegalStateException("context");
                  }
                  return ScopedValue.where(CONNECTION, info.id());
                });
    try (var server = TestServer.simulated(builder);
        Wire first = server.connect()) {
      assertThat(first.isAtEnd()).isTrue();
      assertThat(toTheEnd()).containsExactly(ConnState.NEW, ConnState.CLOSED);
      try (Wire second = server.connect()) {
        assertThat(second.send(Sample.get("/")).readResponse().text()).isEqualTo("x");
      }
    }
  }

  @Test
  void failingBaseContextLeavesNothingListening() throws Exception {
    Server.Builder builder =
        Server.builder((w, _) -> w.print("x"))
            .listen("127.0.0.1:0")
            .baseContext(
                listener -> {
                  LISTENERS.add(listener);
                  throw new IllegalStateException("context");
                });
    assertThat(catchStart(builder)).isInstanceOf(IllegalStateException.class);
    assertThat(catchThrowable(() -> Wire.connect(LISTENERS.take())))
        .isInstanceOf(IOException.class);
  }

  private static final BlockingQueue<SocketAddress> LISTENERS = new LinkedBlockingQueue<>();

  private static Throwable catchStart(Server.Builder builder) {
    return catchThrowable(builder::start);
  }
}
