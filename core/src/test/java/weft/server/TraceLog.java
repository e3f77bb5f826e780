package weft.server;

import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import weft.ConnectionInfo;
import weft.RejectReason;
import weft.Request;
import weft.ServerTrace;

/// Keeps what a trace is told, as text and in order.
public final class TraceLog implements ServerTrace {

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<RequestOutcome> outcomes = new LinkedBlockingQueue<>();
  private volatile boolean wantsRequests = true;

  /// Creates a log without events.
  public TraceLog() {}

  /// Sets whether this is told of requests, which it is at first.
  public void wantRequests(boolean on) {
    wantsRequests = on;
  }

  @Override
  public boolean wantsRequests() {
    return wantsRequests;
  }

  /// Returns the events up to and including the first that starts with `prefix`; blocks until it
  /// comes.
  public List<String> until(String prefix) throws InterruptedException {
    var seen = new ArrayList<String>();
    String event;
    do {
      event = events.take();
      seen.add(event);
    } while (!event.startsWith(prefix));
    return seen;
  }

  /// Returns whether no event waits to be looked at.
  public boolean isEmpty() {
    return events.isEmpty();
  }

  /// Returns the first event to come that starts with `prefix`, and drops those before it.
  public String next(String prefix) throws InterruptedException {
    return until(prefix).getLast();
  }

  /// Returns the outcome of the next request; blocks until there is one.
  public RequestOutcome outcome() throws InterruptedException {
    return outcomes.take();
  }

  @Override
  public void accepted(ConnectionInfo connection) {
    events.add("accepted");
  }

  @Override
  public void acceptFailed(SocketAddress listener, Throwable failure, Duration retryIn) {
    events.add("accept failed, retry in " + retryIn.toMillis());
  }

  @Override
  public void shed(SocketAddress remote) {
    events.add("shed");
  }

  @Override
  public void handshakeFailed(
      ConnectionInfo connection, HandshakeFailure reason, Throwable failure) {
    events.add("handshake failed " + reason);
  }

  @Override
  public void certificateReloaded(List<X509Certificate> chain) {
    events.add("certificate reloaded " + chain.getFirst().getSubjectX500Principal());
  }

  @Override
  public void certificateRejected(Throwable failure) {
    events.add("certificate rejected " + failure.getMessage());
  }

  @Override
  public void requestStarted(Request request) {
    events.add("started " + request.method() + " " + request.target());
  }

  @Override
  public void requestFinished(RequestOutcome outcome) {
    outcomes.add(outcome);
    events.add("finished " + outcome.request().target() + " " + outcome.status());
  }

  @Override
  public void rejected(ConnectionInfo connection, RejectReason reason, long offset) {
    events.add("rejected " + reason + " at " + offset);
  }

  @Override
  public void timedOut(ConnectionInfo connection, TimeoutKind kind) {
    events.add("timed out " + kind);
  }

  @Override
  public void closed(
      ConnectionInfo connection, CloseReason why, long requests, long bytesIn, long bytesOut) {
    events.add("closed " + why + " requests=" + requests + " in=" + bytesIn + " out=" + bytesOut);
  }
}
