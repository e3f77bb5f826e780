package weft.pprof;

import java.util.concurrent.Semaphore;
import weft.Handler;
import weft.Middleware;
import weft.Status;
import weft.StatusException;

/// Bounds how many profiles are taken at once; further requests are told to come back.
final class Permits implements Middleware {

  private static final String RETRY_AFTER_SECONDS = "5";

  private final int max;
  private final Semaphore free;

  Permits(int max) {
    this.max = max;
    free = new Semaphore(max);
  }

  int used() {
    return max - free.availablePermits();
  }

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> {
      if (!free.tryAcquire()) {
        w.header().set("Retry-After", RETRY_AFTER_SECONDS);
        throw new StatusException(Status.TOO_MANY_REQUESTS, "too many at once; try again later");
      }
      try {
        next.serve(w, r);
      } finally {
        free.release();
      }
    };
  }
}
