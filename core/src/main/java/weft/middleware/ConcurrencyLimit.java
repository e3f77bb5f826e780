package weft.middleware;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import weft.Handler;
import weft.Handlers;
import weft.Middleware;
import weft.Status;

/// Lets so many requests run at a time, and answers more at once with 503 and Retry-After (RFC 9110
/// §15.6.4), before their content is read. Nothing waits.
///
/// ```java
/// mux.handle("POST /report", new ConcurrencyLimit(8).wrap(report));
/// ```
///
/// Virtual threads have no pool whose size would bound how many requests use a database at once;
/// this does. What it wraps in several places counts together.
public final class ConcurrencyLimit implements Middleware {

  private final Semaphore places;
  private final Duration retryAfter;

  /// Creates a limit that asks refused clients to come again after a second.
  ///
  /// @throws IllegalArgumentException if `requests` is not positive
  public ConcurrencyLimit(int requests) {
    this(new Semaphore(requests), Duration.ofSeconds(1));
    if (requests < 1) {
      throw new IllegalArgumentException("not positive: " + requests);
    }
  }

  private ConcurrencyLimit(Semaphore places, Duration retryAfter) {
    this.places = places;
    this.retryAfter = retryAfter;
  }

  /// Returns a limit that counts together with this one, and asks refused clients to come again
  /// after `time`, in whole seconds.
  ///
  /// @throws IllegalArgumentException if `time` is negative
  public ConcurrencyLimit withRetryAfter(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("negative time: " + time);
    }
    return new ConcurrencyLimit(places, time);
  }

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> {
      if (!places.tryAcquire()) {
        w.header().set("Retry-After", Long.toString(retryAfter.toSeconds()));
        Handlers.error(w, Status.text(Status.SERVICE_UNAVAILABLE), Status.SERVICE_UNAVAILABLE);
        return;
      }
      try {
        next.serve(w, r);
      } finally {
        places.release();
      }
    };
  }
}
