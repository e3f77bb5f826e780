package weft.server;

import java.time.Duration;
import java.util.List;

/// What became of the work that was under way when a server was told to stop.
///
/// @param completed requests that were under way and ended by themselves within the grace period
/// @param cancelled requests that were cancelled when it was over, with cause SHUTDOWN
/// @param cut connections that were then closed: their handler did not return, or their request was
///   still arriving
/// @param hookFailures what the shutdown hooks threw; a hook that did not end in time is in here as
///   a [java.util.concurrent.TimeoutException]
/// @param took how long stopping took
public record ShutdownReport(
    int completed, int cancelled, int cut, List<Throwable> hookFailures, Duration took) {}
