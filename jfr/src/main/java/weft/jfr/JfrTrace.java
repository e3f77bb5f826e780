package weft.jfr;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import weft.ConnectionInfo;
import weft.RejectReason;
import weft.Request;
import weft.ServerTrace;

/// Turns what happens to a server into events of JDK Flight Recorder.
///
/// Give it to [weft.server.Server.Builder#trace], together with other traces by [ServerTrace#all].
/// While no recording has an event switched on, that event costs a check; no event has a stack
/// trace. `weft.Request` holds the target as it was sent, query included: a recording is as
/// confidential as an access log.
public final class JfrTrace implements ServerTrace {

  /// The requests whose handlers run, while their event is switched on.
  private final Map<Request, RequestEvent> underWay = new ConcurrentHashMap<>();

  /// Creates a trace; one may serve several servers.
  public JfrTrace() {}

  @Override
  public void accepted(ConnectionInfo connection) {
    var event = new AcceptedEvent();
    if (event.shouldCommit()) {
      event.connection = connection.id();
      event.remote = text(connection.remoteAddress());
      event.local = text(connection.localAddress());
      event.commit();
    }
  }

  @Override
  public void acceptFailed(SocketAddress listener, Throwable failure, Duration retryIn) {
    var event = new AcceptFailedEvent();
    if (event.shouldCommit()) {
      event.listener = text(listener);
      event.failure = failure.toString();
      event.retryIn = retryIn.toNanos();
      event.commit();
    }
  }

  @Override
  public void shed(SocketAddress remote) {
    var event = new ShedEvent();
    if (event.shouldCommit()) {
      event.remote = text(remote);
      event.commit();
    }
  }

  @Override
  public void handshakeFailed(
      ConnectionInfo connection, HandshakeFailure reason, Throwable failure) {
    var event = new HandshakeFailedEvent();
    if (event.shouldCommit()) {
      event.connection = connection.id();
      event.remote = text(connection.remoteAddress());
      event.reason = reason.name();
      event.failure = failure.toString();
      event.commit();
    }
  }

  @Override
  public void certificateReloaded(List<X509Certificate> chain) {
    var event = new CertificateReloadedEvent();
    if (event.shouldCommit()) {
      event.subject = chain.getFirst().getSubjectX500Principal().getName();
      event.notAfter = chain.getFirst().getNotAfter().toInstant().toEpochMilli();
      event.commit();
    }
  }

  @Override
  public void certificateRejected(Throwable failure) {
    var event = new CertificateRejectedEvent();
    if (event.shouldCommit()) {
      event.failure = failure.toString();
      event.commit();
    }
  }

  @Override
  public boolean wantsRequests() {
    return new RequestEvent().isEnabled();
  }

  @Override
  public void requestStarted(Request request) {
    var event = new RequestEvent();
    if (event.isEnabled()) {
      event.begin();
      underWay.put(request, event);
    }
  }

  @Override
  public void requestFinished(RequestOutcome outcome) {
    RequestEvent event = underWay.remove(outcome.request());
    if (event != null) {
      event.end();
      if (event.shouldCommit()) {
        fill(event, outcome);
        event.commit();
      }
    }
  }

  private static void fill(RequestEvent event, RequestOutcome outcome) {
    Request request = outcome.request();
    event.connection = request.connection().id();
    event.method = request.method();
    event.target = request.target();
    event.pattern = outcome.pattern();
    event.status = outcome.status();
    event.bytesIn = outcome.bytesIn();
    event.bytesOut = outcome.bytesOut();
    event.headTime = outcome.headTime().toNanos();
    event.firstByteTime = outcome.firstByteTime().toNanos();
    event.lastByteTime = outcome.lastByteTime().toNanos();
    event.cancelled = outcome.cancelled() == null ? null : outcome.cancelled().name();
    event.failure = outcome.failure() == null ? null : outcome.failure().toString();
  }

  @Override
  public void rejected(ConnectionInfo connection, RejectReason reason, long offset) {
    var event = new RejectedEvent();
    if (event.shouldCommit()) {
      event.connection = connection.id();
      event.remote = text(connection.remoteAddress());
      event.reason = reason.name();
      event.status = reason.status();
      event.offset = offset;
      event.commit();
    }
  }

  @Override
  public void timedOut(ConnectionInfo connection, TimeoutKind kind) {
    var event = new TimedOutEvent();
    if (event.shouldCommit()) {
      event.connection = connection.id();
      event.remote = text(connection.remoteAddress());
      event.kind = kind.name();
      event.commit();
    }
  }

  @Override
  public void closed(
      ConnectionInfo connection, CloseReason why, long requests, long bytesIn, long bytesOut) {
    var event = new ClosedEvent();
    if (event.shouldCommit()) {
      event.connection = connection.id();
      event.reason = why.name();
      event.requests = requests;
      event.bytesIn = bytesIn;
      event.bytesOut = bytesOut;
      event.commit();
    }
  }

  /// Returns `address` as `192.0.2.1:80` or `[2001:db8::1]:80`, others as they name themselves.
  private static @Nullable String text(SocketAddress address) {
    if (address instanceof InetSocketAddress inet && inet.getAddress() != null) {
      String host = inet.getAddress().getHostAddress();
      boolean brackets = inet.getAddress() instanceof Inet6Address;
      return (brackets ? "[" + host + "]" : host) + ":" + inet.getPort();
    }
    return address.toString();
  }
}
