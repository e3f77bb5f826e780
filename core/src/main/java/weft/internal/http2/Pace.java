package weft.internal.http2;

import weft.internal.exchange.Timeouts;

/// How slow a peer may still be: waiting for it uses time up, octets that it sends or takes refill
/// it. So a handler that thinks in between costs the peer nothing.
final class Pace {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Timeouts timeouts;
  private long allowance;

  Pace(Timeouts timeouts) {
    this.timeouts = timeouts;
    allowance = timeouts.rateGrace();
  }

  /// The peer has moved octets.
  void moved(int octets) {
    if (timeouts.rate() > 0) {
      long earned = octets * NANOS_PER_SECOND / timeouts.rate();
      allowance = Math.min(timeouts.rateGrace(), allowance + earned);
    }
  }

  /// Somebody has waited for the peer; returns whether that was too long.
  boolean waited(long nanos) {
    allowance -= nanos;
    return timeouts.rate() > 0 && allowance < 0;
  }
}
