package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What `block`, `mutex`, `pinned` and `wall` show of requests and threads that wait in known
/// places.
class WaitProfilesTest {

  /// What JFR calls a wait for a monitor.
  private static final String MONITOR = "Java Monitor Blocked";

  private static PprofFile block;
  private static PprofFile mutex;
  private static PprofFile pinned;
  private static PprofFile wall;

  /// Takes all of them at the same time. The thread that requests `/nap` again and again is what
  /// `block` sees wait for sockets.
  @BeforeAll
  static void take() throws Exception {
    try (var server = new BusyServer()) {
      for (int i = 0; i < 3; i++) {
        server.hold("/monitor");
        server.hold("/lock");
        server.hold("/lock");
      }
      server.hold("/wait");
      server.hold("/pinning");
      server.request("/nap");
      for (int i = 0; i < 2; i++) {
        server.work(() -> holdMonitorUntil(server.stop()));
      }
      var blockReply = server.fetchAsync("block?seconds=2");
      BusyServer.awaitRecording();
      var mutexReply = server.fetchAsync("mutex?seconds=1");
      var pinnedReply = server.fetchAsync("pinned?seconds=1");
      var wallReply = server.fetchAsync("wall?seconds=1");
      block = blockReply.get().profile();
      mutex = mutexReply.get().profile();
      pinned = pinnedReply.get().profile();
      wall = wallReply.get().profile();
    }
  }

  private static void holdMonitorUntil(CountDownLatch stop) {
    try {
      do {
        Work.holdMonitor(stop);
      } while (!stop.await(1, TimeUnit.MILLISECONDS)); // so that others get their turn
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void contentionIsNamed() {
    assertThat(mutex.types()).containsExactly("contentions/count", "delay/nanoseconds");
    assertThat(mutex.calling("weft.pprof.Work.holdMonitor")).isPositive();
    assertThat(mutex.calling("weft.pprof.Work.holdLock")).isPositive();
    long elsewhere = mutex.labelled("event", MONITOR);
    assertThat(mutex.labelled("route", "/lock") + mutex.labelled("route", "/monitor"))
        .isEqualTo(mutex.total() - elsewhere);
  }

  @Test
  void contentionOfOtherThreadsIsNamed() {
    assertThat(mutex.calling("weft.pprof.WaitProfilesTest.holdMonitorUntil")).isPositive();
    assertThat(mutex.labelled("event", MONITOR)).isPositive();
  }

  @Test
  void waitingIsNamed() {
    long waited = block.labelled("route", "/wait");
    assertThat(waited).isBetween(block.durationNanos() * 9 / 10, block.durationNanos() * 11 / 10);
    assertThat(block.calling("java.util.concurrent.CountDownLatch.await"))
        .isGreaterThanOrEqualTo(waited);
    assertThat(mutex.labelled("route", "/wait")).isZero();
    assertThat(wall.labelled("route", "/wait")).isPositive();
    assertThat(wall.labelled("state", "WAITING")).isPositive();
  }

  @Test
  void waitsOfOtherThreadsForSocketsAreNamed() {
    assertThat(block.calling("weft.pprof.Reply.get")).isPositive();
    assertThat(block.labelled("event", "Socket Read")).isPositive();
  }

  @Test
  void pinnedThreadsAreNamed() {
    assertThat(pinned.calling("weft.pprof.Work$Pin.<clinit>")).isPositive();
    assertThat(pinned.labelled("route", "/pinning")).isGreaterThan(20_000_000L);
    assertThat(pinned.labelled("operation", "LockSupport.park")).isPositive();
  }
}
