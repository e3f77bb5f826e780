package weft.middleware;

import weft.Handler;
import weft.Request;
import weft.ResponseWriter;

/// Runs a handler with a value bound.
final class Scope {

  private Scope() {}

  static <T> void run(ScopedValue<T> key, T value, Handler next, ResponseWriter w, Request r)
      throws Exception {
    ScopedValue.where(key, value)
        .<Request, Exception>call(
            () -> {
              next.serve(w, r);
              return r;
            });
  }
}
