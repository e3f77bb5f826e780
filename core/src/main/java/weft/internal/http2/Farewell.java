package weft.internal.http2;

import org.jspecify.annotations.Nullable;
import weft.ServerTrace.CloseReason;
import weft.internal.exchange.ConnectionObserver;
import weft.internal.net.Transport;

/// How a connection ends in good order (RFC 9113 §6.8): GOAWAY in two phases, so that no request
/// that was under way is lost; then everything that waits is sent; then the client has a moment to
/// read it.
///
/// All methods need the connection's lock.
final class Farewell {

  /// The opaque data of the PING whose answer says that the client has heard the first GOAWAY.
  private static final long PING = 1;

  /// How long the client may take to hear of the end before its last stream is settled.
  private static final long GRACE_NANOS = 1_000_000_000L;

  private final Transport transport;
  private final Http2Settings settings;
  private final ConnectionObserver observer;
  private final Sender sender;
  private final Streams streams;

  private boolean started;
  private boolean draining;
  private boolean closing;
  private @Nullable CloseReason why;
  private long settleAt = Transport.NEVER;

  Farewell(
      Transport transport,
      Http2Settings settings,
      ConnectionObserver observer,
      Sender sender,
      Streams streams) {
    this.transport = transport;
    this.settings = settings;
    this.observer = observer;
    this.sender = sender;
    this.streams = streams;
  }

  /// The server's preface was put: only now can the client be told.
  void started() {
    started = true;
    if (draining || !observer.keepAlive()) {
      announce();
    }
  }

  /// First says that the client should not begin anything.
  void drain() {
    if (!draining) {
      draining = true;
      if (started) {
        announce();
      }
    }
  }

  private void announce() {
    draining = true;
    sender.out().putGoAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR);
    sender.out().putPing(PING, false);
    settleAt = settings.clock().nanoTime() + GRACE_NANOS;
    sender.wake();
  }

  /// A PING was answered.
  void pingAcknowledged(long opaque) {
    if (opaque == PING && settleAt != Transport.NEVER) {
      settle();
    }
  }

  void sweep(long nowNanos) {
    if (nowNanos >= settleAt) {
      settle();
    }
  }

  /// When the client has heard that, or a second later, says which stream is the last that is
  /// served, and closes when it has ended.
  private void settle() {
    settleAt = Transport.NEVER;
    streams.refuseNew();
    because(observer.isStopping() ? CloseReason.SHUTDOWN : CloseReason.NOT_PERSISTENT);
    sender.out().putGoAway(streams.lastId(), ErrorCode.NO_ERROR);
    sender.wake();
    if (streams.count() == 0) {
      close();
    }
  }

  /// Ends the connection at once, for a reason that the client is told (RFC 9113 §5.4.1).
  void end(ErrorCode code, CloseReason reason) {
    why = reason;
    streams.refuseNew();
    sender.out().putGoAway(streams.lastId(), code);
    close();
  }

  /// Sends what there is, says that there is no more, and reads on for a moment, so that what the
  /// client still sends does not make the kernel destroy that on its way.
  void close() {
    if (!closing) {
      closing = true;
      long until = settings.clock().nanoTime() + settings.timeouts().linger();
      transport.readDeadline(until);
      transport.writeDeadline(until);
      sender.close();
    }
  }

  boolean isClosing() {
    return closing;
  }

  /// Says why the connection ends, unless that is known.
  void because(CloseReason reason) {
    why = why == null ? reason : why;
  }

  /// Returns why the connection ends, null if nobody has said it.
  @Nullable CloseReason why() {
    return why;
  }
}
