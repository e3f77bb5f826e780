package weft;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells several traces, in order. What the first one to fail threw is thrown after all were told.
record CombinedTrace(List<ServerTrace> traces) implements ServerTrace {

  @Override
  public void accepted(ConnectionInfo connection) {
    tell(trace -> trace.accepted(connection));
  }

  @Override
  public void acceptFailed(SocketAddress listener, Throwable failure, Duration retryIn) {
    tell(trace -> trace.acceptFailed(listener, failure, retryIn));
  }

  @Override
  public void shed(SocketAddress remote) {
    tell(trace -> trace.shed(remote));
  }

  @Override
  public void handshakeFailed(
      ConnectionInfo connection, HandshakeFailure reason, Throwable failure) {
    tell(trace -> trace.handshakeFailed(connection, reason, failure));
  }

  @Override
  public void certificateReloaded(List<X509Certificate> chain) {
    tell(trace -> trace.certificateReloaded(chain));
  }

  @Override
  public void certificateRejected(Throwable failure) {
    tell(trace -> trace.certificateRejected(failure));
  }

  @Override
  public boolean wantsRequests() {
    for (ServerTrace trace : traces) {
      if (trace.wantsRequests()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void requestStarted(Request request) {
    tell(trace -> trace.requestStarted(request));
  }

  @Override
  public void requestFinished(RequestOutcome outcome) {
    tell(trace -> trace.requestFinished(outcome));
  }

  @Override
  public void rejected(ConnectionInfo connection, RejectReason reason, long offset) {
    tell(trace -> trace.rejected(connection, reason, offset));
  }

  @Override
  public void timedOut(ConnectionInfo connection, TimeoutKind kind) {
    tell(trace -> trace.timedOut(connection, kind));
  }

  @Override
  public void closed(
      ConnectionInfo connection, CloseReason why, long requests, long bytesIn, long bytesOut) {
    tell(trace -> trace.closed(connection, why, requests, bytesIn, bytesOut));
  }

  private void tell(Consumer<ServerTrace> event) {
    RuntimeException failure = null;
    for (ServerTrace trace : traces) {
      try {
        event.accept(trace);
      } catch (RuntimeException e) {
        failure = first(failure, e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  @SuppressWarnings("ReferenceEquality") // an exception must not suppress itself
  private static RuntimeException first(
      @Nullable RuntimeException earlier, RuntimeException later) {
    if (earlier == null) {
      return later;
    }
    if (earlier != later) {
      earlier.addSuppressed(later);
    }
    return earlier;
  }
}
