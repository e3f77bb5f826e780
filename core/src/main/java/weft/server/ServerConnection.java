package weft.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import weft.Cancellation;
import weft.ConnState;
import weft.ConnectionInfo;
import weft.Request;
import weft.ServerTrace;
import weft.ServerTrace.CloseReason;
import weft.ServerTrace.HandshakeFailure;
import weft.internal.exchange.ConnectionObserver;
import weft.internal.exchange.Engine;
import weft.internal.http1.Http1Connection;
import weft.internal.http2.Http2Connection;
import weft.internal.net.Sweeper;
import weft.internal.net.Transport;
import weft.internal.tls.TlsTransport;

/// An accepted connection as the server keeps it: in its table, under its sweeper, with its states.
///
/// [#run] is the connection's thread: it agrees on TLS, then chooses the engine, then runs it.
final class ServerConnection implements ConnectionObserver, Sweeper.Swept {

  /// How long a handshake may go on once the server stops.
  private static final long DRAIN_GRACE_NANOS = 1_000_000_000;

  private static final byte[] NOTHING = {};

  private final Engines engines;
  private final Connections connections;
  private final @Nullable Handshakes handshakes;
  private final @Nullable BiConsumer<ConnectionInfo, ConnState> onState;
  private volatile Transport transport;
  private volatile ConnectionInfo info;
  private volatile @Nullable Engine engine;
  private volatile boolean draining;

  ServerConnection(
      Transport transport,
      ConnectionInfo info,
      Engines engines,
      Connections connections,
      @Nullable Handshakes handshakes,
      @Nullable BiConsumer<ConnectionInfo, ConnState> onState) {
    this.transport = transport;
    this.info = info;
    this.engines = engines;
    this.connections = connections;
    this.handshakes = handshakes;
    this.onState = onState;
  }

  /// Serves the connection until it ends. Blocks; throws nothing.
  ///
  /// @param base what its listener runs with, null for nothing
  void run(
      ScopedValue.@Nullable Carrier base,
      @Nullable Function<ConnectionInfo, ScopedValue.Carrier> connContext) {
    inContext(base, () -> start(base, connContext));
  }

  /// Serves, inside `base`. An idle connection keeps the frames from here on, so they are few.
  private void start(
      ScopedValue.@Nullable Carrier base,
      @Nullable Function<ConnectionInfo, ScopedValue.Carrier> connContext) {
    if (handshakes == null || handshake(handshakes)) {
      ScopedValue.Carrier own = connContext == null ? null : context(connContext);
      // Streams have threads of their own, which inherit nothing.
      Executor context = action -> inContext(base, () -> inContext(own, action));
      inContext(own, () -> serve(context));
    }
  }

  private static void inContext(ScopedValue.@Nullable Carrier context, Runnable action) {
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

  private void serve(Executor context) {
    byte[] received = NOTHING;
    if (engines.protocols().http1() && !choseHttp2()) {
      Http1Connection http1 = engines.http1(transport, info, this);
      use(http1);
      received = http1.run();
    }
    if (received != null) {
      Http2Connection http2 = engines.http2(transport, received, info, this, context);
      use(http2);
      http2.run();
    }
  }

  private boolean choseHttp2() {
    return transport instanceof TlsTransport tls
        && tls.applicationProtocol().equals(Protocols.ALPN_HTTP2);
  }

  private void use(Engine chosen) {
    engine = chosen;
    if (draining) { // whoever drained before did not see the engine
      chosen.drain();
    }
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
    ServerTrace trace = engines.trace();
    if (trace != null) {
      trace.handshakeFailed(info, reason, failure);
    }
    if (reason == HandshakeFailure.PLAIN_HTTP && transport instanceof TlsTransport tls) {
      LastWords.send(tls.inner(), engines.lastWords().noTls(), engines.clock());
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
  public void equip(Request.Builder request) {
    connections.equip(request);
  }

  @Override
  public void sweep(long nowNanos) {
    Engine chosen = engine;
    if (chosen == null) {
      transport.sweep(nowNanos);
    } else {
      chosen.sweep(nowNanos);
    }
  }

  boolean isBusy() {
    Engine chosen = engine;
    return chosen != null && chosen.isBusy();
  }

  void drain() {
    draining = true;
    Engine chosen = engine;
    if (chosen != null) {
      chosen.drain();
    } else if (handshakes != null) {
      transport.readDeadline(engines.clock().nanoTime() + DRAIN_GRACE_NANOS);
    }
  }

  boolean cancel() {
    Engine chosen = engine;
    return chosen != null && chosen.cancel(Cancellation.Cause.SHUTDOWN);
  }

  /// Nothing else would tell the handler under way: a connection that was closed here hears nothing
  /// of its peer. It is told afterwards, so that it cannot answer any more.
  void abort() {
    transport.close();
    cancel();
  }
}
