package weft.server;

import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import weft.ConnectionInfo;
import weft.RejectReason;
import weft.Request;
import weft.ServerTrace;

/// Keeps what a trace throws away from the connection that it was told about.
final class GuardedTrace implements ServerTrace {

  private final ServerTrace trace;

  GuardedTrace(ServerTrace trace) {
    this.trace = trace;
  }

  private static void guard(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException | Error e) {
      log(e);
    }
  }

  private static void log(Throwable failure) {
    Log.SERVER.log(Level.ERROR, "the server trace failed", failure);
  }

  @Override
  public void accepted(ConnectionInfo connection) {
    guard(() -> trace.accepted(connection));
  }

  @Override
  public void acceptFailed(SocketAddress listener, Throwable failure, Duration retryIn) {
    guard(() -> trace.acceptFailed(listener, failure, retryIn));
  }

  @Override
  public void shed(SocketAddress remote) {
    guard(() -> trace.shed(remote));
  }

  @Override
  public void handshakeFailed(
      ConnectionInfo connection, HandshakeFailure reason, Throwable failure) {
    guard(() -> trace.handshakeFailed(connection, reason, failure));
  }

  @Override
  public void certificateReloaded(List<X509Certificate> chain) {
    guard(() -> trace.certificateReloaded(chain));
  }

  @Override
  public void certificateRejected(Throwable failure) {
    guard(() -> trace.certificateRejected(failure));
  }

  @Override
  public boolean wantsRequests() {
    try {
      return trace.wantsRequests();
    } catch (RuntimeException | Error e) {
      log(e);
      return true; // a trace that fails silences no other one
    }
  }

  @Override
  public void requestStarted(Request request) {
    guard(() -> trace.requestStarted(request));
  }

  @Override
  public void requestFinished(RequestOutcome outcome) {
    guard(() -> trace.requestFinished(outcome));
  }

  @Override
  public void rejected(ConnectionInfo connection, RejectReason reason, long offset) {
    guard(() -> trace.rejected(connection, reason, offset));
  }

  @Override
  public void timedOut(ConnectionInfo connection, TimeoutKind kind) {
    guard(() -> trace.timedOut(connection, kind));
  }

  @Override
  public void closed(
      ConnectionInfo connection, CloseReason why, long requests, long bytesIn, long bytesOut) {
    guard(() -> trace.closed(connection, why, requests, bytesIn, bytesOut));
  }
}
