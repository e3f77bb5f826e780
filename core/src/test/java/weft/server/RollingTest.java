package weft.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import weft.test.Wire;

/// Servers that stop while clients keep asking, over real sockets.
class RollingTest {

  private static final int ROLLS = 50;
  private static final int CLIENTS = 6;
  private static final String CONTENT = "x".repeat(20_000);

  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private volatile boolean stopping;

  @Test
  void noResponseIsCutOrMissing() throws Exception {
    for (int roll = 0; roll < ROLLS; roll++) {
      stopping = false;
      var warm = new CountDownLatch(100 + 7 * roll);
      try (Server server =
          Server.builder((w, _) -> w.print(CONTENT)).listen("127.0.0.1:0").start()) {
        var clients = new ArrayList<Thread>();
        for (int i = 0; i < CLIENTS; i++) {
          SocketAddress address = server.addresses().getFirst();
          clients.add(Thread.ofVirtual().start(() -> askUntilClosed(address, warm)));
        }
        warm.await();
        stopping = true;
        ShutdownReport report = server.shutdown(Duration.ofSeconds(30));
        for (Thread client : clients) {
          client.join();
        }
        assertThat(report.cancelled() + report.cut()).isZero();
      }
      assertThat(wrong).as("roll %d", roll).isEmpty();
    }
  }

  private void askUntilClosed(SocketAddress address, CountDownLatch warm) {
    try (Wire wire = Wire.connect(address)) {
      boolean again = true;
      for (int served = 0; again; served++) {
        again = ask(wire, served);
        warm.countDown();
      }
    } catch (IOException refused) {
      if (!stopping) {
        wrong.add("refused: " + refused);
      }
    }
  }

  /// Asks once; returns whether the connection may be used again.
  private boolean ask(Wire wire, int served) throws IOException {
    boolean sentInTime;
    try {
      wire.send(Sample.get("/"));
      sentInTime = !stopping;
    } catch (IOException closed) {
      sentInTime = false;
    }
    if (isClosed(wire)) {
      if (sentInTime && served > 0) {
        wrong.add("request " + served + " was sent before the shutdown and not answered");
      }
      return false;
    }
    try {
      var response = wire.readResponse();
      if (response.status() != 200 || !response.text().equals(CONTENT)) {
        wrong.add("status " + response.status() + ", " + response.content().length + " octets");
      }
      return !response.header().hasToken("Connection", "close");
    } catch (IOException cut) {
      wrong.add("cut: " + cut);
      return false;
    }
  }

  private static boolean isClosed(Wire wire) {
    try {
      return wire.isAtEnd();
    } catch (IOException reset) {
      return true;
    }
  }
}
