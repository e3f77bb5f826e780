package weft;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sees the outcome of everything that happens to a server: each connection, each request served
/// and each one refused. A server without a trace pays nothing for it.
///
/// The methods are called on the threads that do the work, so they must be short, must not block,
/// and must be safe for many threads. What they throw is logged and dropped.
public interface ServerTrace {

  /// What ended a wait for the peer.
  enum TimeoutKind {
    /// The header section did not arrive in time.
    READ_HEADER,
    /// The content did not arrive in time.
    READ_CONTENT,
    /// The peer sent or took less than the minimum data rate.
    DATA_RATE,
    /// The peer did not take the response in time.
    WRITE,
    /// No further request arrived in time.
    IDLE
  }

  /// Why a connection ended.
  enum CloseReason {
    /// The peer closed it between requests.
    PEER_CLOSED,
    /// A request or a response said `Connection: close`, or HTTP/1.0 without keep-alive.
    NOT_PERSISTENT,
    /// A request was refused.
    REJECTED,
    /// A time-out passed.
    TIMED_OUT,
    /// Reading or writing failed.
    IO_ERROR,
    /// A handler failed after its response had begun, or asked for it.
    ABORTED,
    /// A handler left too much content unread.
    CONTENT_UNREAD,
    /// The server stops.
    SHUTDOWN,
    /// A handler took the connection over.
    HIJACKED,
    /// There was no agreement on TLS, see [ServerTrace#handshakeFailed].
    HANDSHAKE_FAILED
  }

  /// Why a TLS handshake failed.
  enum HandshakeFailure {
    /// The client sent an HTTP request in clear text; it was told so.
    PLAIN_HTTP,
    /// The client sent something else than TLS.
    NOT_TLS,
    /// The client did not go on in time.
    TIMED_OUT,
    /// There were too many handshakes at the time.
    OVERLOADED,
    /// One side refused what the other has: versions, cipher suites, certificates, or a message.
    NOT_AGREED,
    /// The connection ended, or broke.
    CONNECTION_LOST
  }

  /// One request and what became of it. Over HTTP/2, its times begin when its header section has
  /// arrived.
  ///
  /// @param request as the handler saw it; its content can no longer be read
  /// @param pattern the pattern that a mux matched, empty if none did
  /// @param status the status sent, 0 if none was
  /// @param bytesIn content octets read
  /// @param bytesOut content octets written, after filters
  /// @param headTime from the request's first byte to the end of its header section; zero over
  ///   HTTP/2
  /// @param firstByteTime from the request's first byte to the response's, zero if none was sent
  /// @param lastByteTime from the request's first byte to the end of the response
  /// @param cancelled why the request was cancelled before the handler returned, or null
  /// @param failure what the handler threw, or null
  record RequestOutcome(
      Request request,
      String pattern,
      int status,
      long bytesIn,
      long bytesOut,
      Duration headTime,
      Duration firstByteTime,
      Duration lastByteTime,
      Cancellation.@Nullable Cause cancelled,
      @Nullable Throwable failure) {}

  /// A connection was accepted.
  default void accepted(ConnectionInfo connection) {}

  /// Accepting failed; the server tries again after `retryIn`.
  default void acceptFailed(SocketAddress listener, Throwable failure, Duration retryIn) {}

  /// A connection was refused because the server has as many as it may.
  default void shed(SocketAddress remote) {}

  /// A TLS handshake failed; [#closed] follows.
  ///
  /// @param failure what happened; its text may hold what the client sent, unescaped
  default void handshakeFailed(
      ConnectionInfo connection, HandshakeFailure reason, Throwable failure) {}

  /// The files of certificates had changed, and new handshakes use what is in them.
  ///
  /// @param chain the default one, leaf first
  default void certificateReloaded(List<X509Certificate> chain) {}

  /// The files of certificates had changed, but could not be used; what was in use stays.
  ///
  /// @param failure why
  default void certificateRejected(Throwable failure) {}

  /// Returns whether to tell of the next request, with [#requestStarted] and [#requestFinished].
  ///
  /// Asked when a request begins to arrive; over HTTP/2, when its header section has arrived. If
  /// the answer is false the request costs no more than without a trace, also if the answer changes
  /// before it ends. A trace that is told together with others by [#all] may hear of requests that
  /// only another one wants. Default true.
  default boolean wantsRequests() {
    return true;
  }

  /// A request's header section was read; its handler runs next.
  default void requestStarted(Request request) {}

  /// A request was served.
  default void requestFinished(RequestOutcome outcome) {}

  /// A request was refused.
  ///
  /// @param offset how many octets the connection had delivered up to the one at fault
  default void rejected(ConnectionInfo connection, RejectReason reason, long offset) {}

  /// A wait for the peer took too long.
  default void timedOut(ConnectionInfo connection, TimeoutKind kind) {}

  /// A connection was closed or handed over.
  ///
  /// @param requests how many requests it carried
  /// @param bytesIn octets received
  /// @param bytesOut octets sent
  default void closed(
      ConnectionInfo connection, CloseReason why, long requests, long bytesIn, long bytesOut) {}

  /// Returns a trace that tells each of `traces`, in order.
  static ServerTrace all(ServerTrace... traces) {
    return new CombinedTrace(List.of(traces));
  }
}
