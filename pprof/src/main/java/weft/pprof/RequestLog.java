package weft.pprof;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The requests that ended while a profile was taken, by thread. Requests of the same route, method
/// and status that follow each other on a thread are one span, so a busy connection costs nothing;
/// what the server does between them counts as theirs.
final class RequestLog implements InFlight.Listener, AutoCloseable {

  /// Bounds the memory: about 100 bytes each.
  static final int SPANS_MAX = 500_000;

  private static final class Span {
    final String method;
    final String route;
    final int status;
    final long beginNanos;
    final @Nullable Span previous;
    volatile long endNanos;

    Span(InFlight.Running running, int status, long nanos, @Nullable Span previous) {
      method = running.request().method();
      route = running.request().pattern();
      this.status = status;
      beginNanos = running.startNanos();
      endNanos = beginNanos + nanos;
      this.previous = previous;
    }

    boolean isLike(InFlight.Running running, int status) {
      return this.status == status
          && route.equals(running.request().pattern())
          && method.equals(running.request().method());
    }
  }

  private final InFlight inFlight;
  private final Instant from = Instant.now();
  private final long fromNanos = System.nanoTime();

  /// The last span of a thread, by its id. Only that thread replaces or extends it.
  private final Map<Long, Span> last = new ConcurrentHashMap<>();

  private final AtomicInteger count = new AtomicInteger();

  /// Begins to note requests.
  RequestLog(InFlight inFlight) {
    this.inFlight = inFlight;
    inFlight.attach(this);
  }

  @Override
  public void ended(InFlight.Running running, int status, long nanos) {
    Long thread = running.thread().threadId();
    Span span = last.get(thread);
    if (span != null && span.isLike(running, status)) {
      span.endNanos = running.startNanos() + nanos;
    } else if (count.incrementAndGet() <= SPANS_MAX) {
      last.put(thread, new Span(running, status, nanos, span));
    }
  }

  /// Returns the labels of what a thread did at a time.
  ///
  /// @param underWay those of the request that it works for now, empty for none
  SortedMap<String, String> labels(long thread, Instant time, SortedMap<String, String> underWay) {
    long nanos = fromNanos + Duration.between(from, time).toNanos();
    Span span = last.get(thread);
    if (span == null || nanos > span.endNanos) {
      return underWay;
    }
    while (span.previous != null && nanos <= span.previous.endNanos) {
      span = span.previous;
    }
    return nanos >= span.beginNanos
        ? Labels.request(span.method, span.route, span.status)
        : Labels.NONE;
  }

  /// Tells the reader of `profile` of requests that were not noted, if there were any.
  void comment(Profile profile) {
    int more = count.get() - SPANS_MAX;
    if (more > 0) {
      profile.comment("labels are missing: " + more + " requests were too many to note");
    }
  }

  @Override
  public void close() {
    inFlight.detach(this);
  }
}
