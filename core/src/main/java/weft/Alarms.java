package weft;

import java.time.Duration;

/// Runs actions later, by the clock of the server. In a simulated network that is the clock which
/// the test moves.
public interface Alarms {

  /// An action that waits for its time.
  interface Alarm {
    /// Takes the action back if it has not started yet. Does not block.
    void cancel();
  }

  /// Runs `action` once `time` has passed, also if the request it was meant for has ended by then.
  ///
  /// @param action runs on a thread that all alarms share, so it must be short and must not block
  Alarm after(Duration time, Runnable action);
}
