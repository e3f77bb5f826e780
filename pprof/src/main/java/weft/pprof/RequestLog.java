package weft.pprof;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The requests that ended while a profile was taken, by thread. Requests of the same route, method
/// and status that follow each other on a thread are one span, so a busy connection costs little.
/// What the server does after a request counts as its own, until the thread begins another.
final class RequestLog implements InFlight.Listener, AutoCloseable {

  /// Bounds the memory: about 100 bytes each.
  static final int SPANS_MAX = 500_000;

  private static final class Span {
    final String method;
    final String route;
    final int status;
    final long beginNanos;
    final @Nullable Span previous;

    Span(InFlight.Running running, long beginNanos, int status, @Nullable Span previous) {
      method = running.request().method();
      route = running.request().pattern();
      this.status = status;
      this.beginNanos = beginNanos;
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

  /// The last span of a thread, by its id. Only that thread replaces it.
  private final Map<Long, Span> last = new ConcurrentHashMap<>();

  private final AtomicInteger count = new AtomicInteger();

  /// The nanoseconds after which requests were not noted, because there were too many.
  private final AtomicLong fullAfter = new AtomicLong(Long.MAX_VALUE);

  /// Begins to note requests.
  RequestLog(InFlight inFlight) {
    this.inFlight = inFlight;
    inFlight.attach(this);
  }

  @Override
  public void ended(InFlight.Running running, int status) {
    Long thread = running.thread().threadId();
    Span span = last.get(thread);
    if (span != null && span.isLike(running, status)) {
      return;
    }
    long begin = running.startNanos(fromNanos);
    if (count.incrementAndGet() <= SPANS_MAX) {
      last.put(thread, new Span(running, begin, status, span));
    } else {
      fullAfter.accumulateAndGet(begin - fromNanos, Math::min);
    }
  }

  /// Returns the labels of what a thread did at a time, empty for nothing that is known.
  ///
  /// @param underWay the request that the thread works for now
  SortedMap<String, String> labels(long thread, Instant time, InFlight.@Nullable Running underWay) {
    long nanos = fromNanos + Duration.between(from, time).toNanos();
    if (underWay != null && nanos - underWay.startNanos(fromNanos) >= 0) {
      return underWay.labels();
    }
    Span span = nanos - fromNanos < fullAfter.get() ? last.get(thread) : null;
    while (span != null && nanos - span.beginNanos < 0) {
      span = span.previous;
    }
    return span == null ? Labels.NONE : Labels.request(span.method, span.route, span.status);
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
