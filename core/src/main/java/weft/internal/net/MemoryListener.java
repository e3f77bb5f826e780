package weft.internal.net;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;

/// Accepts the connections of a [MemoryNetwork].
public final class MemoryListener implements Listener {

  /// How many connections wait to be accepted at most.
  public static final int BACKLOG_MAX = 1024;

  private final MemoryNetwork network;
  private final SocketAddress localAddress;

  // Guarded by the network's lock.
  private final Queue<MemoryTransport> backlog = new ArrayDeque<>();
  private final Condition changed;
  private boolean closed;

  MemoryListener(MemoryNetwork network, SocketAddress localAddress) {
    this.network = network;
    this.localAddress = localAddress;
    changed = network.lock.newCondition();
  }

  /// Returns the client end of a new connection; does not wait until it is accepted.
  ///
  /// @throws ConnectException if the listener is closed or its backlog is full
  public MemoryTransport connect() throws ConnectException {
    return connect(Faults.NONE, Faults.NONE);
  }

  /// Returns the client end of a new connection with these faults at its ends.
  ///
  /// @throws ConnectException if the listener is closed or its backlog is full
  public MemoryTransport connect(Faults client, Faults server) throws ConnectException {
    network.lock.lock();
    try {
      if (closed || backlog.size() == BACKLOG_MAX) {
        throw new ConnectException("Connection refused");
      }
      var pair = network.pair(client, server);
      backlog.add(pair.server());
      changed.signal();
      return pair.client();
    } finally {
      network.lock.unlock();
    }
  }

  @Override
  public Transport accept() throws IOException {
    try {
      return next();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new ClosedByInterruptException();
    }
  }

  private Transport next() throws IOException, InterruptedException {
    network.lock.lockInterruptibly();
    try {
      while (!closed && backlog.isEmpty()) {
        changed.await();
      }
      if (closed) {
        throw new ClosedChannelException();
      }
      return backlog.remove();
    } finally {
      network.lock.unlock();
    }
  }

  @Override
  public SocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public void close() {
    List<MemoryTransport> unaccepted;
    network.lock.lock();
    try {
      closed = true;
      unaccepted = List.copyOf(backlog);
      backlog.clear();
      changed.signalAll();
    } finally {
      network.lock.unlock();
    }
    unaccepted.forEach(MemoryTransport::reset);
  }
}
