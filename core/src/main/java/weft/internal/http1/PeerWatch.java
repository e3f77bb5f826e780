package weft.internal.http1;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.Cancellation.Cause;
import weft.HalfClosePolicy;
import weft.internal.net.Clock;
import weft.internal.net.Transport;

/// Cancels the request under way when its client has left (RFC 9110 §15.2 for the probe).
///
/// A FIN alone does not tell whether the client left or waits, see [HalfClosePolicy#PROBE].
final class PeerWatch implements Transport.PeerListener {

  /// How often a client that half-closed is asked whether it is there.
  static final int PROBES_MAX = 6;

  /// Before each of the first two probes; before each further one, four times the pause before it.
  /// A handler that is done sooner is not disturbed.
  private static final long FIRST_PAUSE_NANOS = 5_000_000;

  private final HalfClosePolicy policy;
  private final Clock clock;
  private volatile @Nullable Http1Exchange current;
  private @Nullable Http1Exchange decided;
  private volatile boolean hasHalfClosed;
  private volatile boolean isGone;

  PeerWatch(HalfClosePolicy policy, Clock clock) {
    this.policy = policy;
    this.clock = clock;
  }

  /// Says which exchange is under way, null for none.
  void watch(@Nullable Http1Exchange exchange) {
    current = exchange;
    if (exchange != null && isGone) {
      cancel(exchange, Cause.CLIENT_GONE);
    } else if (exchange != null && hasHalfClosed) {
      react(exchange);
    }
  }

  /// Returns which exchange is under way, null for none.
  @Nullable Http1Exchange current() {
    return current;
  }

  // A transport tells each of these once, also while no exchange is under way.
  @Override
  public void gone() {
    isGone = true;
    cancel(current, Cause.CLIENT_GONE);
  }

  @Override
  public void halfClosed() {
    hasHalfClosed = true;
    Http1Exchange exchange = current;
    if (exchange != null) {
      react(exchange);
    }
  }

  private void react(Http1Exchange exchange) {
    if (isDecided(exchange)) {
      return;
    }
    switch (policy) {
      case KEEP -> {}
      case CANCEL -> cancel(exchange, Cause.HALF_CLOSED);
      case PROBE -> {
        probeLater(exchange, 0);
        exchange.halfClosed(); // no probe is sent once the response has begun
      }
    }
  }

  /// Returns whether the half-close was dealt with already for this exchange: whoever tells of it
  /// and whoever begins the exchange may both have seen it.
  private synchronized boolean isDecided(Http1Exchange exchange) {
    boolean before = exchange == decided;
    decided = exchange;
    return before;
  }

  private void probeLater(Http1Exchange exchange, int sent) {
    long pause = FIRST_PAUSE_NANOS << (2 * Math.max(0, sent - 1));
    clock.schedule(
        clock.nanoTime() + pause,
        () -> Thread.ofVirtual().name("weft-probe").start(() -> probe(exchange, sent)));
  }

  /// The first probe makes the kernel of a client that left answer with a reset; a later one sees
  /// it.
  private void probe(Http1Exchange exchange, int sent) {
    if (exchange != current) {
      return;
    }
    try {
      if (exchange.probe() && sent + 1 < PROBES_MAX) {
        probeLater(exchange, sent + 1);
      }
    } catch (IOException gone) {
      cancel(exchange, Cause.CLIENT_GONE);
    }
  }

  private static void cancel(@Nullable Http1Exchange exchange, Cause cause) {
    if (exchange != null) {
      exchange.cancellation().cancel(cause);
    }
  }
}
