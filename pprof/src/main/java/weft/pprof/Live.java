package weft.pprof;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import weft.ConnectionInfo;
import weft.Handler;
import weft.RejectReason;
import weft.Request;
import weft.ResponseWriter;
import weft.ServerTrace;

/// The data of the live page, once a second, as server-sent events. Gathers them only while
/// somebody looks.
final class Live implements Handler, InFlight.Listener, ServerTrace {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration WRITE_TIME = Duration.ofSeconds(10);

  private final InFlight inFlight;
  private final Duration timeMax;
  private final List<AtomicReference<LiveSecond>> viewers = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile boolean isTrace;
  private volatile long sinceNanos;

  /// @param timeMax when a viewer must connect again
  Live(InFlight inFlight, Duration timeMax) {
    this.inFlight = inFlight;
    this.timeMax = timeMax;
  }

  @Override
  public void serve(ResponseWriter w, Request r) throws Exception {
    w.header().set("Content-Type", "text/event-stream").set("X-Accel-Buffering", "no");
    w.print(": one event a second\n\n");
    w.flush();
    var second = new AtomicReference<>(new LiveSecond());
    join(second);
    try {
      tell(w, r, second);
    } finally {
      leave(second);
    }
  }

  private void tell(ResponseWriter w, Request r, AtomicReference<LiveSecond> second)
      throws Exception {
    long end = System.nanoTime() + timeMax.toNanos();
    long time = System.nanoTime();
    long cpu = ProcessClock.nanos();
    long gc = gcMillis();
    while (time < end && !r.cancellation().await(SECOND)) {
      long timeNow = System.nanoTime();
      long cpuNow = ProcessClock.nanos();
      long gcNow = gcMillis();
      Map<String, Object> data = data(second.getAndSet(new LiveSecond()));
      data.put("cpu", (double) (cpuNow - cpu) / (timeNow - time));
      data.put("gcMillis", gcNow - gc);
      time = timeNow;
      cpu = cpuNow;
      gc = gcNow;
      w.writeDeadline(WRITE_TIME);
      w.print("data: " + Json.of(data) + "\n\n");
      w.flush();
    }
  }

  private Map<String, Object> data(LiveSecond second) {
    var underWay = new HashMap<String, Integer>();
    inFlight.all().forEach(r -> underWay.merge(r.request().pattern(), 1, Integer::sum));
    var data = new LinkedHashMap<String, Object>();
    data.put("requests", second.requests());
    data.put("underWay", inFlight.count());
    data.put("connections", isTrace ? connections.get() : -1);
    data.put("heapUsed", ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
    data.put("threads", ManagementFactory.getThreadMXBean().getThreadCount());
    data.put("routes", second.routes(underWay));
    data.put("events", second.events());
    return data;
  }

  private static long gcMillis() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .sum();
  }

  private synchronized void join(AtomicReference<LiveSecond> viewer) {
    if (viewers.isEmpty()) {
      sinceNanos = System.nanoTime();
      inFlight.attach(this);
    }
    viewers.add(viewer);
  }

  private synchronized void leave(AtomicReference<LiveSecond> viewer) {
    viewers.remove(viewer);
    if (viewers.isEmpty()) {
      inFlight.detach(this);
    }
  }

  /// Returns this as a trace, which also knows the connections and what happens to them.
  ServerTrace asTrace() {
    isTrace = true;
    return this;
  }

  @Override
  public void ended(InFlight.Running running, int status) {
    long nanos = System.nanoTime() - running.startNanos(sinceNanos); // or since somebody looks
    String route = running.request().pattern();
    viewers.forEach(viewer -> viewer.get().ended(route, status, nanos));
  }

  private void event(Supplier<String> text) {
    viewers.forEach(viewer -> viewer.get().event(text));
  }

  @Override
  public void accepted(ConnectionInfo connection) {
    connections.incrementAndGet();
    event(() -> "accepted " + connection.remoteAddress());
  }

  @Override
  public void acceptFailed(SocketAddress listener, Throwable failure, Duration retryIn) {
    event(() -> "accept failed on " + listener + ": " + failure);
  }

  @Override
  public void shed(SocketAddress remote) {
    event(() -> "shed " + remote);
  }

  @Override
  public boolean wantsRequests() {
    return !viewers.isEmpty();
  }

  @Override
  public void requestFinished(RequestOutcome outcome) {
    event(() -> text(outcome));
  }

  private static String text(RequestOutcome outcome) {
    Request r = outcome.request();
    String cancelled = outcome.cancelled() == null ? "" : " " + outcome.cancelled();
    String failure = outcome.failure() == null ? "" : " " + outcome.failure();
    return "%s %s %d in %s%s%s"
        .formatted(
            r.method(),
            r.target(),
            outcome.status(),
            time(outcome.lastByteTime()),
            cancelled,
            failure);
  }

  /// Returns a time with the unit that suits it, as the page's table has it.
  static String time(Duration time) {
    long micros = time.toNanos() / 1_000;
    if (micros < 1_000) {
      return micros + " µs";
    }
    return micros < 1_000_000
        ? String.format(Locale.ROOT, "%.1f ms", micros / 1e3)
        : String.format(Locale.ROOT, "%.2f s", micros / 1e6);
  }

  @Override
  public void rejected(ConnectionInfo connection, RejectReason reason, long offset) {
    event(() -> "rejected " + reason + " at octet " + offset + " of " + connection.remoteAddress());
  }

  @Override
  public void timedOut(ConnectionInfo connection, TimeoutKind kind) {
    event(() -> "timed out " + kind + " " + connection.remoteAddress());
  }

  @Override
  public void closed(
      ConnectionInfo connection, CloseReason why, long requests, long bytesIn, long bytesOut) {
    connections.decrementAndGet();
    event(
        () ->
            "closed "
                + why
                + " "
                + connection.remoteAddress()
                + " after "
                + requests
                + " requests");
  }
}
