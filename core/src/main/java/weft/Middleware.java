package weft;

/// Wraps a handler in another one: logging, authentication, limits.
@FunctionalInterface
public interface Middleware {

  /// Returns a handler that does its own work and calls `next`, or answers by itself.
  Handler wrap(Handler next);

  /// Returns the middleware that runs this one first and `inner` after it.
  default Middleware andThen(Middleware inner) {
    return next -> wrap(inner.wrap(next));
  }
}
