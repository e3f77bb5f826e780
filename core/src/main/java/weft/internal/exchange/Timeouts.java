package weft.internal.exchange;

import java.time.Duration;

/// How long a connection waits for its peer, in nanoseconds; 0 is for ever.
///
/// @param readHeader for a whole request head, from its first octet; also for a new connection's
///   first
/// @param read for a whole request, content included
/// @param write for a whole response, from the end of the request's head
/// @param idle for the next request
/// @param rate how many octets of content per second a peer must send or take, 0 for no minimum
/// @param rateGrace how long a peer may be slower than that
/// @param linger how long a connection is read from after its last response, so that a reset does
///   not destroy that response on its way (RFC 9112 §9.6)
public record Timeouts(
    long readHeader, long read, long write, long idle, long rate, long rateGrace, long linger) {

  /// Returns `now + fromNow`, at most the end of time.
  public static long after(long now, Duration fromNow) {
    long end = Long.MAX_VALUE - now;
    return fromNow.compareTo(Duration.ofNanos(end)) >= 0 ? Long.MAX_VALUE : now + fromNow.toNanos();
  }

  /// Returns `now + timeout`, or the end of time for a time-out of 0.
  public static long after(long now, long timeout) {
    boolean never = timeout == 0 || timeout > Long.MAX_VALUE - now;
    return never ? Long.MAX_VALUE : now + timeout;
  }
}
