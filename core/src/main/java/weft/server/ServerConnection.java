package weft.server;

import java.lang.System.Logger.Level;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import weft.Cancellation;
import weft.ConnState;
import weft.ConnectionInfo;
import weft.internal.exchange.ConnectionObserver;
import weft.internal.http1.Http1Connection;
import weft.internal.http1.Http1Settings;
import weft.internal.net.Transport;

/// An accepted connection as the server keeps it: in its table, under its sweeper, with its states.
final class ServerConnection implements ConnectionObserver {

  private static final System.Logger LOG = System.getLogger("weft.server");

  private final Connections connections;
  private final ConnectionInfo info;
  private final @Nullable BiConsumer<ConnectionInfo, ConnState> onState;
  private final Http1Connection engine;

  ServerConnection(
      Transport transport,
      ConnectionInfo info,
      Http1Settings settings,
      Connections connections,
      @Nullable BiConsumer<ConnectionInfo, ConnState> onState) {
    this.connections = connections;
    this.info = info;
    this.onState = onState;
    this.engine = new Http1Connection(transport, info, settings, this);
  }

  ConnectionInfo info() {
    return info;
  }

  Http1Connection engine() {
    return engine;
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
      LOG.log(Level.ERROR, "the listener of connection states failed", e);
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

  boolean isBusy() {
    return engine.isBusy();
  }

  void drain() {
    engine.drain();
  }

  boolean cancel() {
    return engine.cancel(Cancellation.Cause.SHUTDOWN);
  }

  void abort() {
    engine.abort();
  }
}
