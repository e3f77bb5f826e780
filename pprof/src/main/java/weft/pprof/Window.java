package weft.pprof;

import java.time.Duration;
import weft.Cancellation;
import weft.Status;
import weft.StatusException;

/// The time that a profile is taken in. It ends early when nobody waits for the profile any more.
final class Window {

  private final Cancellation cancellation;
  private final Duration length;

  Window(Cancellation cancellation, Duration length) {
    this.cancellation = cancellation;
    this.length = length;
  }

  Duration length() {
    return length;
  }

  /// Waits until the time is over. Blocks.
  ///
  /// @throws StatusException if the client left or the server stops
  void await() throws StatusException, InterruptedException {
    pause(length);
  }

  /// Waits for a part of the time. Blocks.
  ///
  /// @throws StatusException as [#await] does
  void pause(Duration time) throws StatusException, InterruptedException {
    if (cancellation.await(time)) {
      throw new StatusException(
          Status.SERVICE_UNAVAILABLE, "the profile was stopped: " + cancellation.cause());
    }
  }
}
