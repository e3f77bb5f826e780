package weft.internal.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;

/// One end of a connection in memory, which behaves as TCP does at its worst: what is queued is
/// lost when the other end resets, or closes without having read everything.
///
/// The [Transport.PeerListener] is told at once, by the thread that acts at the other end.
/// Interrupts close it, as they do a channel.
public final class MemoryTransport extends Transport {

  private final MemoryNetwork network;
  private final SocketAddress localAddress;
  private final SocketAddress remoteAddress;
  private final Pipe in;
  private final Pipe out;
  private MemoryTransport peer = this;

  // Guarded by the network's lock, as are the pipes.
  private boolean toldHalfClosed;
  private boolean toldGone;

  MemoryTransport(
      MemoryNetwork network,
      SocketAddress localAddress,
      SocketAddress remoteAddress,
      Pipe in,
      Pipe out) {
    this.network = network;
    this.localAddress = localAddress;
    this.remoteAddress = remoteAddress;
    this.in = in;
    this.out = out;
  }

  void connect(MemoryTransport other) {
    peer = other;
    other.peer = this;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    try {
      return in.read(b, off, len);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  @Override
  public void awaitReadable() throws IOException {
    try {
      in.awaitReadable();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  @Override
  public boolean awaitsReadable() {
    return true;
  }

  @Override
  public boolean isDrained() {
    network.lock.lock();
    try {
      return in.isEmpty();
    } finally {
      network.lock.unlock();
    }
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    int end = off + len;
    try {
      for (int at = off; at < end; ) {
        at += out.write(b, at, end - at);
        resetIfDue();
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private ClosedByInterruptException interrupted() {
    Thread.currentThread().interrupt();
    close();
    return new ClosedByInterruptException();
  }

  private void resetIfDue() {
    if (out.isResetDue()) {
      locked(this::breakBoth);
      tellBoth();
    }
  }

  @Override
  public void shutdownOutput() throws IOException {
    network.lock.lock();
    try {
      if (in.readerClosed) {
        throw new ClosedChannelException();
      }
      endOutput();
      wakeBoth();
    } finally {
      network.lock.unlock();
    }
    tellBoth();
  }

  private void endOutput() {
    out.writerClosed = true;
    out.ended = true;
  }

  @Override
  public void close() {
    close(false);
  }

  /// Closes this end so that the reads and writes of the other fail at once.
  public void reset() {
    close(true);
  }

  private void close(boolean reset) {
    network.lock.lock();
    try {
      if (in.readerClosed) {
        return;
      }
      in.readerClosed = true;
      endOutput();
      if (reset || !in.isEmpty()) {
        breakBoth();
        out.discard();
      }
      in.discard();
      network.closed(this);
      wakeBoth();
    } finally {
      network.lock.unlock();
    }
    tellBoth();
  }

  private void breakBoth() {
    in.broken = true;
    out.broken = true;
  }

  private void wakeBoth() {
    in.wake();
    out.wake();
  }

  @Override
  public SocketAddress remoteAddress() {
    return remoteAddress;
  }

  @Override
  public SocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public void expireRead() {
    locked(() -> in.readExpired = true);
  }

  @Override
  public void expireWrite() {
    locked(() -> out.writeExpired = true);
    close();
  }

  /// Holds reads of this end until [#releaseReads()], whatever arrives.
  public void stallReads() {
    locked(() -> in.readsStalled = true);
  }

  /// Ends what [#stallReads()] began.
  public void releaseReads() {
    locked(() -> in.readsStalled = false);
  }

  /// Holds writes of this end until [#releaseWrites()], whatever room there is.
  public void stallWrites() {
    locked(() -> out.writesStalled = true);
  }

  /// Ends what [#stallWrites()] began.
  public void releaseWrites() {
    locked(() -> out.writesStalled = false);
  }

  private void locked(Runnable change) {
    network.lock.lock();
    try {
      change.run();
      wakeBoth();
    } finally {
      network.lock.unlock();
    }
  }

  /// Returns whether this end is closed, or a thread is blocked at it that only another event can
  /// wake.
  boolean isQuiet() {
    return in.readerClosed || in.isReaderBlocked() || out.isWriterBlocked();
  }

  @Override
  public void watchPeer() {
    tell();
  }

  private void tellBoth() {
    tell();
    peer.tell();
  }

  /// Tells what has happened at the other end, each thing once, unless nobody listens yet.
  private void tell() {
    var listener = peerListener();
    if (listener.equals(PeerListener.NONE)) {
      return;
    }
    boolean gone;
    boolean halfClosed;
    network.lock.lock();
    try {
      boolean open = !in.readerClosed && !toldGone;
      gone = open && (in.broken || out.readerClosed);
      halfClosed = open && !gone && !toldHalfClosed && in.ended;
      toldGone |= gone;
      toldHalfClosed |= halfClosed;
    } finally {
      network.lock.unlock();
    }
    if (gone) {
      listener.gone();
    } else if (halfClosed) {
      listener.halfClosed();
    }
  }
}
