package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the profiles that take no time show: `heap`, `goroutine` and `threadcreate`.
class SnapshotsTest {

  private BusyServer server;

  @BeforeEach
  void start() throws Exception {
    server = new BusyServer();
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void heapIsTheClassHistogram() throws Exception {
    PprofFile profile = server.fetch("heap?gc=1").profile();
    Profile again = HeapProfile.parse(DiagnosticCommand.run("gcClassHistogram"));
    assertThat((double) profile.total()).isBetween(again.total(1) * 0.9, again.total(1) * 1.1);
    assertThat(profile.samples())
        .anySatisfy(
            s ->
                assertThat(s.stack().stream().map(PprofFile.Call::function))
                    .containsExactly("java.lang.String", "package java.lang", "module java.base"));
    assertThat(server.fetch("heap").profile().total()).isPositive();
  }

  @Test
  void everyVirtualThreadIsCounted() throws Exception {
    int count = 10_000;
    var go = new CountDownLatch(1);
    var begun = new CountDownLatch(count);
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofVirtual().start(() -> parkUntil(go, begun)));
    }
    begun.await();
    threads.forEach(SnapshotsTest::awaitParked); // all have the same stack then
    try {
      PprofFile profile = server.fetch("goroutine").profile();
      assertThat(profile.calling("weft.pprof.SnapshotsTest.parkUntil")).isEqualTo(count);
      String text = server.fetch("goroutine?debug=1").text();
      assertThat(text).startsWith("goroutine profile: total ").contains("\n" + count + " @ ");
      assertThat(server.fetch("goroutine?debug=2").text()).contains("SnapshotsTest.parkUntil");
      assertThat(server.fetch("threadcreate").profile().labelled("thread", "virtual")).isZero();
    } finally {
      go.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
    }
  }

  private static void awaitParked(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.yield();
    }
  }

  private static void parkUntil(CountDownLatch go, CountDownLatch begun) {
    begun.countDown();
    try {
      go.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void threadsHaveTheLabelsOfTheirRequest() throws Exception {
    server.hold("/wait");
    assertThat(server.fetch("goroutine").profile().labelled("route", "/wait")).isEqualTo(1);
    assertThat(server.fetch("goroutine?seconds=1").profile().labelled("route", "/wait")).isZero();
  }
}
