package weft.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import weft.internal.net.Listener;
import weft.internal.net.MemoryListener;
import weft.internal.net.MemoryNetwork;
import weft.internal.net.MemoryTransport;
import weft.internal.net.Transport;
import weft.internal.net.VirtualClock;

class AcceptBackOffTest {

  private final TraceLog trace = new TraceLog();
  private final VirtualClock clock = new VirtualClock();
  private final MemoryListener listener = new MemoryNetwork().listen();

  /// Fails as often as it is told, before it accepts.
  private record Failing(Listener listener, AtomicInteger failures) implements Listener {
    @Override
    public Transport accept() throws IOException {
      if (failures.getAndDecrement() > 0) {
        throw new IOException("Too many open files");
      }
      return listener.accept();
    }

    @Override
    public SocketAddress localAddress() {
      return listener.localAddress();
    }

    @Override
    public void close() throws IOException {
      listener.close();
    }
  }

  private Server start(int failures) throws IOException {
    return Server.builder((w, _) -> w.print("hello"))
        .simulated(new Failing(listener, new AtomicInteger(failures)), clock)
        .trace(trace)
        .start();
  }

  /// Waits until the acceptor has set its alarm, which it does after telling the trace.
  private void awaitAlarm() {
    while (clock.alarms() == 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void pausesDoubleFrom5MillisecondsTo1Second() throws Exception {
    try (Server _ = start(11);
        MemoryTransport client = listener.connect()) {
      var pauses = new ArrayList<Integer>();
      for (int i = 0; i < 11; i++) {
        String failed = trace.next("accept failed");
        pauses.add(Integer.valueOf(failed.substring(failed.lastIndexOf(' ') + 1)));
        awaitAlarm();
        clock.advance(Duration.ofMillis(pauses.getLast() - 1));
        assertThat(clock.alarms()).isOne();
        clock.advance(Duration.ofMillis(1));
      }
      assertThat(pauses).isEqualTo(List.of(5, 10, 20, 40, 80, 160, 320, 640, 1000, 1000, 1000));
      assertThat(trace.next("accepted")).isEqualTo("accepted");
      assertThat(client.localAddress()).isNotNull();
    }
  }

  @Test
  void successStartsOver() throws Exception {
    var failures = new AtomicInteger(2);
    try (Server _ =
            Server.builder((w, _) -> w.print("hello"))
                .simulated(new Failing(listener, failures), clock)
                .trace(trace)
                .start();
        MemoryTransport _ = listener.connect()) {
      for (int pause : new int[] {5, 10}) {
        assertThat(trace.next("accept failed")).endsWith("retry in " + pause);
        awaitAlarm();
        clock.advance(Duration.ofMillis(pause));
      }
      trace.next("accepted");
      failures.set(1);
      try (MemoryTransport _ = listener.connect()) {
        assertThat(trace.next("accept failed")).endsWith("retry in 5");
      }
    }
  }

  @Test
  void closeEndsThePause() throws Exception {
    Server server = start(Integer.MAX_VALUE);
    trace.next("accept failed");
    awaitAlarm();
    server.close();
    assertThat(server.shutdown(Duration.ofHours(1)).cut()).isZero();
  }
}
