package weft.internal.http2;

import org.jspecify.annotations.Nullable;
import weft.HalfClosePolicy;
import weft.ServerTrace.CloseReason;
import weft.ServerTrace.TimeoutKind;
import weft.internal.exchange.Timeouts;
import weft.internal.net.Transport;

/// What a connection as a whole waits for: its next request, the acknowledgement of its settings
/// (RFC 9113 §6.5.3), a sign of life (RFC 9113 §6.7). Needs the connection's lock, except
/// [#heard()].
final class Deadlines {

  /// How long the client may take to acknowledge the settings.
  private static final long SETTINGS_TIMEOUT_NANOS = 10_000_000_000L;

  /// How often a client that half-closed is asked whether it is there.
  private static final int PROBES_MAX = 6;

  /// The opaque data of a PING that asks whether the client is there.
  private static final long PING = 2;

  private final Transport transport;
  private final Http2Settings settings;
  private final Sender sender;
  private final Farewell farewell;

  private volatile long heardAt;
  private boolean halfClosed;
  private int probes;
  private long idleAt = Transport.NEVER;
  private long settingsDueAt = Transport.NEVER;
  private long pingedAt;

  Deadlines(
      Transport transport,
      Http2Settings settings,
      Sender sender,
      Farewell farewell,
      long nowNanos) {
    this.transport = transport;
    this.settings = settings;
    this.sender = sender;
    this.farewell = farewell;
    heardAt = nowNanos;
  }

  /// Settings were sent.
  void settingsSent(long nowNanos) {
    settingsDueAt = nowNanos + SETTINGS_TIMEOUT_NANOS;
  }

  /// The client knows our settings.
  void settingsAcknowledged() {
    settingsDueAt = Transport.NEVER;
  }

  /// There are streams, or there are none any more.
  void idle(boolean idle) {
    idleAt =
        idle
            ? Timeouts.after(settings.clock().coarseNanoTime(), settings.timeouts().idle())
            : Transport.NEVER;
  }

  /// The client has closed its side: it can only be asked whether it is there.
  void halfClosed() {
    halfClosed = true;
  }

  /// Something was heard of the client; for the connection's thread, without the lock.
  void heard() {
    if (settings.pingInterval() > 0) {
      heardAt = settings.clock().coarseNanoTime();
    }
  }

  /// Looks at them; ends the connection if one has passed, and returns which, or null.
  @Nullable TimeoutKind sweep(long nowNanos) {
    if (nowNanos >= idleAt) {
      return end(ErrorCode.NO_ERROR, TimeoutKind.IDLE);
    }
    if (nowNanos >= settingsDueAt) {
      return end(ErrorCode.SETTINGS_TIMEOUT, TimeoutKind.READ_HEADER);
    }
    if (halfClosed && settings.halfClose() == HalfClosePolicy.PROBE && probes < PROBES_MAX) {
      probes++;
      putPing();
    }
    return settings.pingInterval() > 0 ? sweepPing(nowNanos) : null;
  }

  private @Nullable TimeoutKind sweepPing(long nowNanos) {
    if (nowNanos - heardAt < settings.pingInterval()) {
      pingedAt = 0;
    } else if (pingedAt == 0) {
      pingedAt = nowNanos;
      putPing();
    } else if (nowNanos - pingedAt >= settings.pingTimeout()) {
      transport.expireRead();
      return end(ErrorCode.NO_ERROR, TimeoutKind.IDLE);
    }
    return null;
  }

  private void putPing() {
    sender.out().putPing(PING, false);
    sender.wake();
  }

  private TimeoutKind end(ErrorCode code, TimeoutKind kind) {
    farewell.end(code, CloseReason.TIMED_OUT);
    return kind;
  }
}
