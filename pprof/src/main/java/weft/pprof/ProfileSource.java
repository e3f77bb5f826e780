package weft.pprof;

import weft.Request;

/// Where a profile comes from.
sealed interface ProfileSource {

  /// Something that can be counted at a moment.
  non-sealed interface Snapshot extends ProfileSource {
    /// Counts. May block for seconds.
    Profile take(Request r) throws Exception;
  }

  /// Something that must be watched for a time.
  non-sealed interface Timed extends ProfileSource {
    /// Watches for the time that `window` says. Blocks.
    Profile take(Window window) throws Exception;
  }
}
