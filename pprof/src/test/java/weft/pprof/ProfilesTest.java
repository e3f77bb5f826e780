package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import jdk.jfr.FlightRecorder;
import jdk.jfr.RecordingState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.server.Server;

/// What profiles show of programs that are known.
class ProfilesTest {

  private static final Pprof PPROF = Pprof.builder().build();

  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<Thread> clients = new ArrayList<>();

  /// What JFR calls a wait for a monitor.
  private static final String MONITOR = "Java Monitor Blocked";

  private Server server;

  @BeforeEach
  void start() throws IOException {
    var mux = Work.mux(stop);
    PPROF.registerOn(mux);
    server = Server.builder(mux).listen("127.0.0.1:0").start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    stop.countDown();
    for (Thread client : clients) {
      client.join();
    }
    server.close();
  }

  @Test
  void processorTimeIsWhereItIsSpent() throws Exception {
    request("/hog/a");
    long before = ProcessClock.nanos();
    PprofFile profile = fetch("profile?seconds=2").profile();
    long used = ProcessClock.nanos() - before;

    assertThat(profile.types()).containsExactly("samples/count", "cpu/nanoseconds");
    assertThat(profile.durationNanos()).isEqualTo(2_000_000_000L);
    assertThat(profile.total()).isPositive().isLessThanOrEqualTo(used);
    long sampled = profile.total() - profile.flat("[not sampled: native code, kernel, GC, JIT]");
    assertThat(profile.flat("weft.pprof.Work.spin")).isGreaterThan(sampled * 9 / 10);
  }

  @Test
  void samplesHaveTheLabelsOfTheirRequest() throws Exception {
    request("/hog/a");
    request("/deep");
    PprofFile profile = fetch("profile?seconds=2").profile();
    long labelled =
        profile.labelled("route", "GET /hog/{name}") + profile.labelled("route", "/deep");
    assertThat(labelled).isGreaterThan(profile.flat("weft.pprof.Work.spin") * 9 / 10);
    assertThat(profile.labelled("route", "GET /hog/{name}")).isPositive();
    assertThat(profile.labelled("route", "/deep")).isPositive();
    // The request for the profile may be sampled as well.
    long all = labelled + profile.labelled("route", "GET /debug/pprof/");
    assertThat(profile.labelled("method", "GET")).isEqualTo(all);
    assertThat(profile.labelled("status", "(under way)")).isEqualTo(all);
  }

  @Test
  void deepStacksAreWholeAndHaveLines() throws Exception {
    request("/deep");
    PprofFile profile = fetch("profile?seconds=1").profile();
    PprofFile.Sample deepest =
        profile.samples().stream()
            .filter(s -> s.stack().getFirst().function().equals("weft.pprof.Work.spin"))
            .findFirst()
            .orElseThrow();
    List<PprofFile.Call> calls =
        deepest.stack().stream().filter(c -> c.function().equals("weft.pprof.Work.deep")).toList();
    assertThat(calls).hasSize(Work.DEPTH + 1);
    assertThat(deepest.stack().getLast().function()).contains("Continuation");
    Map<Long, Long> lines =
        calls.stream().collect(Collectors.groupingBy(PprofFile.Call::line, Collectors.counting()));
    assertThat(lines.values()).containsExactlyInAnyOrder(1L, (long) Work.DEPTH);
    assertThat(calls).allMatch(c -> c.file().equals("weft/pprof/Work.java") && c.line() > 0);
    assertThat(profile.comments()).noneMatch(c -> c.contains("innermost"));
  }

  @Test
  void allocationSitesAreInOrder() throws Exception {
    request("/allocate");
    PprofFile profile = fetch("allocs?seconds=2").profile();
    long most = profile.flat("weft.pprof.Work.most");
    long many = profile.flat("weft.pprof.Work.many");
    long some = profile.flat("weft.pprof.Work.some");
    assertThat(List.of(most, many, some)).isSortedAccordingTo((a, b) -> Long.compare(b, a));
    assertThat(some).isPositive();
    assertThat(most + many + some).isGreaterThan(profile.total() * 9 / 10);
    assertThat(profile.labelled("class", "byte[]")).isGreaterThan(profile.total() * 9 / 10);
    assertThat(profile.labelled("route", "/allocate")).isGreaterThan(profile.total() * 9 / 10);
  }

  @Test
  void allocationSitesOfDifferentSizesAreInOrder() throws Exception {
    request("/mixed");
    PprofFile profile = fetch("allocs?seconds=2").profile();
    long large = profile.flat("weft.pprof.Work.large");
    long middle = profile.flat("weft.pprof.Work.middle");
    long small = profile.flat("weft.pprof.Work.small");
    assertThat(large).isGreaterThan(middle);
    assertThat(middle).isGreaterThan(small);
    assertThat(small).isGreaterThan(profile.total() / 20);
  }

  @Test
  void heapIsTheClassHistogram() throws Exception {
    PprofFile profile = fetch("heap?gc=1").profile();
    Profile again = HeapProfile.parse(DiagnosticCommand.run("gcClassHistogram"));
    assertThat((double) profile.total()).isBetween(again.total(1) * 0.9, again.total(1) * 1.1);
    assertThat(profile.samples())
        .anySatisfy(
            s ->
                assertThat(s.stack().stream().map(PprofFile.Call::function))
                    .containsExactly("java.lang.String", "package java.lang", "module java.base"));
    assertThat(fetch("heap").profile().total()).isPositive();
  }

  @Test
  void contentionIsNamed() throws Exception {
    for (int i = 0; i < 3; i++) {
      request("/monitor");
      request("/lock");
    }
    PprofFile profile = fetch("mutex?seconds=1").profile();
    assertThat(profile.types()).containsExactly("contentions/count", "delay/nanoseconds");
    assertThat(calling(profile, "weft.pprof.Work.holdMonitor")).isPositive();
    assertThat(calling(profile, "weft.pprof.Work.holdLock")).isPositive();
    long elsewhere = profile.labelled("event", MONITOR);
    assertThat(profile.labelled("route", "/lock") + profile.labelled("route", "/monitor"))
        .isEqualTo(profile.total() - elsewhere);
  }

  @Test
  void contentionOfOtherThreadsIsNamed() throws Exception {
    for (int i = 0; i < 2; i++) {
      clients.add(Thread.ofPlatform().start(this::holdMonitorUntilStop));
    }
    PprofFile profile = fetch("mutex?seconds=1").profile();
    assertThat(calling(profile, "weft.pprof.ProfilesTest.holdMonitorUntilStop")).isPositive();
    assertThat(profile.labelled("event", MONITOR)).isPositive();
  }

  private void holdMonitorUntilStop() {
    try {
      do {
        Work.holdMonitor(stop);
      } while (stop.getCount() > 0);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void waitsOfOtherThreadsForSocketsAreNamed() throws Exception {
    PprofFile profile = during("block?seconds=2", () -> getQuietly("/debug/pprof/wall?seconds=1"));
    assertThat(calling(profile, "weft.pprof.Reply.get")).isPositive();
    assertThat(profile.labelled("event", "Socket Read")).isPositive();
  }

  @Test
  void pinnedThreadsAreNamed() throws Exception {
    PprofFile profile = during("pinned?seconds=1", () -> getQuietly("/pin"));
    assertThat(calling(profile, "weft.pprof.Work$Pin.<clinit>")).isPositive();
    assertThat(profile.labelled("route", "/pin")).isBetween(20_000_000L, 1_000_000_000L);
    assertThat(profile.labelled("operation", "LockSupport.park")).isPositive();
  }

  @Test
  void waitingIsNamed() throws Exception {
    request("/wait");
    PprofFile profile = fetch("block?seconds=1").profile();
    assertThat(calling(profile, "java.util.concurrent.CountDownLatch.await"))
        .isEqualTo(profile.total() - profile.labelled("event", "Socket Read"))
        .isBetween(900_000_000L, 1_100_000_000L);
    assertThat(fetch("mutex?seconds=1").profile().labelled("route", "/wait")).isZero();
    assertThat(fetch("wall?seconds=1").profile().labelled("state", "WAITING")).isPositive();
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
    try {
      PprofFile profile = fetch("goroutine").profile();
      assertThat(calling(profile, "weft.pprof.ProfilesTest.parkUntil")).isEqualTo(count);
      String text = fetch("goroutine?debug=1").text();
      assertThat(text).startsWith("goroutine profile: total ").contains("\n" + count + " @ ");
      assertThat(fetch("goroutine?debug=2").text()).contains("ProfilesTest.parkUntil");
      assertThat(fetch("threadcreate").profile().labelled("thread", "virtual")).isZero();
    } finally {
      go.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
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
    request("/wait");
    PprofFile profile = fetch("goroutine").profile();
    assertThat(profile.labelled("route", "/wait")).isEqualTo(1);
    assertThat(fetch("goroutine?seconds=1").profile().labelled("route", "/wait")).isZero();
  }

  /// Fetches a profile that JFR records, and does something meanwhile.
  private PprofFile during(String name, Runnable action) throws Exception {
    var fetched = new CompletableFuture<Reply>();
    long before = recordings();
    clients.add(
        Thread.ofPlatform().start(() -> fetched.complete(getQuietly("/debug/pprof/" + name))));
    while (recordings() == before) {
      Thread.yield();
    }
    action.run();
    return fetched.get().profile();
  }

  /// Returns how many recordings run.
  private static long recordings() {
    return FlightRecorder.getFlightRecorder().getRecordings().stream()
        .filter(recording -> recording.getState() == RecordingState.RUNNING)
        .count();
  }

  /// Returns the sum of the values that have a call of `function` in their stacks.
  private static long calling(PprofFile profile, String function) {
    return profile.samples().stream()
        .filter(s -> s.stack().stream().anyMatch(c -> c.function().equals(function)))
        .mapToLong(s -> s.values().getLast())
        .sum();
  }

  private Reply fetch(String profile) throws IOException {
    return Reply.get(uri("/debug/pprof/" + profile));
  }

  private URI uri(String target) {
    return URI.create("http://127.0.0.1:" + server.port() + target);
  }

  /// Sends a request that is answered when the test ends, and waits until its handler runs.
  private void request(String path) {
    int before = PPROF.underWay();
    clients.add(Thread.ofPlatform().start(() -> getQuietly(path)));
    while (PPROF.underWay() == before) {
      Thread.yield();
    }
  }

  private Reply getQuietly(String path) {
    try {
      return Reply.get(uri(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
