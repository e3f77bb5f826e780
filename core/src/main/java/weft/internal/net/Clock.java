package weft.internal.net;

import java.time.Instant;

/// Time as the server knows it, so that a test can be the one who lets it pass.
public interface Clock {

  /// A callback that waits for its time.
  interface Alarm {
    /// Takes the callback back if it has not started yet.
    void cancel();
  }

  /// Returns a monotonic time in nanoseconds, comparable only with other results of this clock.
  long nanoTime();

  /// Returns what [#nanoTime()] returned to whoever asked last; costs a load. While there is a
  /// connection, that is at most one tick of the [Sweeper] ago.
  long coarseNanoTime();

  /// Returns the time of day.
  Instant instant();

  /// Runs `action` once [#nanoTime()] has reached `atNanos`, on a thread of the clock: it must be
  /// short and must not block.
  Alarm schedule(long atNanos, Runnable action);
}
