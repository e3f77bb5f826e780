package weft.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import weft.Cancellation;
import weft.ConnState;
import weft.ConnectionInfo;
import weft.ServerTrace;
import weft.ServerTrace.CloseReason;
import weft.ServerTrace.HandshakeFailure;
import weft.internal.exchange.ConnectionObserver;
import weft.internal.http1.Http1Connection;
import weft.internal.http1.Http1Settings;
import weft.internal.net.Sweeper;
import weft.internal.net.Transport;
import weft.internal.tls.TlsTransport;

/// An accepted connection as the server keeps it: in its table, under its sweeper, with its states.
///
/// [#run] is the connection's thread: it agrees on TLS, then chooses the engine, then runs it.
final class ServerConnection implements ConnectionObserver, Sweeper.Swept {

  /// How long a handshake may go on once the server stops.
  private static final long DRAIN_GRACE_NANOS = 1_000_000_000;

  private final Http1Settings settings;
  private final Connections connections;
  private final @Nullable Handshakes handshakes;
  private final @Nullable BiConsumer<ConnectionInfo, ConnState> onState;
  private volatile Transport transport;
  private volatile ConnectionInfo info;
  private volatile @Nullable Http1Connection engine;
  private volatile boolean draining;

  ServerConnection(
      Transport transport,
      ConnectionInfo info,
      Http1Settings settings,
      Connections connections,
      @Nullable Handshakes handshakes,
      @Nullable BiConsumer<ConnectionInfo, ConnState> onState) {
    this.transport = transport;
    this.info = info;
    this.settings = settings;
    this.connections = connections;
    this.handshakes = handshakes;
    this.onState = onState;
  }

  /// Serves the connection until it ends. Blocks; throws nothing.
  void run(@Nullable Function<ConnectionInfo, ScopedValue.Carrier> connContext) {
    if (handshakes == null || handshake(handshakes)) {
      inContext(connContext == null ? null : context(connContext), this::serve);
    }
  }

  static void inContext(ScopedValue.@Nullable Carrier context, Runnable action) {
    if (context == null) {
      action.run();
    } else {
      context.run(action);
    }
  }

  private ScopedValue.@Nullable Carrier context(
      Function<ConnectionInfo, ScopedValue.Carrier> connContext) {
    try {
      return connContext.apply(info);
    } catch (Throwable e) { // also an Error: the engine must run to close the connection
      Log.SERVER.log(Level.ERROR, "closing a connection because its context failed", e);
      abort();
      return null;
    }
  }

  private void serve() {
    var chosen = new Http1Connection(transport, info, settings, this);
    engine = chosen;
    if (draining) { // whoever drained before did not see the engine
      chosen.drain();
    }
    chosen.run();
  }

  /// Agrees on TLS; returns whether the connection can be served.
  private boolean handshake(Handshakes handshakes) {
    IOException failure = null;
    try {
      TlsTransport tls = handshakes.transport(transport);
      transport = tls;
      if (draining) { // whoever drained before did not see this transport
        drain();
      }
      handshakes.run(tls);
      info =
          new ConnectionInfo(info.id(), info.remoteAddress(), info.localAddress(), tls.session());
      return true;
    } catch (IOException e) {
      failure = e;
    } catch (
        Throwable e) { // of the program's SSLContext, or no memory: the connection must not leak
      failure = new IOException("the TLS provider failed", e);
    }
    handshakeFailed(failure);
    return false;
  }

  private void handshakeFailed(IOException failure) {
    HandshakeFailure reason = Handshakes.reason(failure);
    ServerTrace trace = settings.trace();
    if (trace != null) {
      trace.handshakeFailed(info, reason, failure);
    }
    if (reason == HandshakeFailure.PLAIN_HTTP && transport instanceof TlsTransport tls) {
      LastWords.send(tls.inner(), LastWords.NO_TLS, settings.clock());
    }
    transport.close();
    state(ConnState.CLOSED);
    if (trace != null) {
      trace.closed(info, CloseReason.HANDSHAKE_FAILED, 0, 0, 0);
    }
  }

  ConnectionInfo info() {
    return info;
  }

  @Override
  public void state(ConnState state) {
    if (onState != null) {
      tell(onState, state);
    }
    if (state == ConnState.CLOSED || state == ConnState.HIJACKED) {
      connections.remove(this, state == ConnState.HIJACKED);
    }
  }

  private void tell(BiConsumer<ConnectionInfo, ConnState> listener, ConnState state) {
    try {
      listener.accept(info, state);
    } catch (Throwable e) { // also an Error: it must neither end the acceptor nor leak a connection
      Log.SERVER.log(Level.ERROR, "the listener of connection states failed", e);
    }
  }

  @Override
  public void hijackedClosed() {
    connections.sweepNoMore(this);
  }

  @Override
  public boolean keepAlive() {
    return connections.keepAlive();
  }

  @Override
  public boolean isStopping() {
    return connections.isStopping();
  }

  @Override
  public void sweep(long nowNanos) {
    Http1Connection chosen = engine;
    if (chosen == null) {
      transport.sweep(nowNanos);
    } else {
      chosen.sweep(nowNanos);
    }
  }

  boolean isBusy() {
    Http1Connection chosen = engine;
    return chosen != null && chosen.isBusy();
  }

  void drain() {
    draining = true;
    Http1Connection chosen = engine;
    if (chosen != null) {
      chosen.drain();
    } else if (handshakes != null) {
      transport.readDeadline(settings.clock().nanoTime() + DRAIN_GRACE_NANOS);
    }
  }

  boolean cancel() {
    Http1Connection chosen = engine;
    return chosen != null && chosen.cancel(Cancellation.Cause.SHUTDOWN);
  }

  /// Nothing else would tell the handler under way: a connection that was closed here hears nothing
  /// of its peer. It is told afterwards, so that it cannot answer any more.
  void abort() {
    transport.close();
    cancel();
  }
}
