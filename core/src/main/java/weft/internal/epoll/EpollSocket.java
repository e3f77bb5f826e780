package weft.internal.epoll;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import weft.internal.linux.Downcalls;

/// A non-blocking descriptor, registered once, on which a reader and a writer can wait for an edge.
///
/// An edge is kept in a flag. Whoever waits lowers the flag, tries the system call, and parks only
/// if the flag is still down: an edge that comes in between is seen. Closing a descriptor that a
/// system call is using would let the kernel give its number to somebody else, so the last one out
/// closes it.
abstract class EpollSocket {

  private static final AtomicInteger GENERATIONS = new AtomicInteger();

  private final int fd;
  private final int generation = GENERATIONS.incrementAndGet();
  private final Poller poller = Pollers.instance().next();

  private boolean registered;
  private volatile boolean readable = true;
  private volatile boolean writable = true;
  private volatile boolean peerEnded;
  private volatile boolean closed;
  private volatile boolean released;
  private volatile boolean readerInside;
  private volatile boolean writerInside;
  private volatile @Nullable Thread reader;
  private volatile @Nullable Thread writer;

  EpollSocket(int fd) {
    this.fd = fd;
  }

  final int fd() {
    return fd;
  }

  final int generation() {
    return generation;
  }

  /// Returns whether a waiting reader should go on although nothing came: its deadline passed.
  abstract boolean stopsReading();

  /// Returns whether a waiting writer should go on although there is no room: its deadline passed.
  abstract boolean stopsWriting();

  /// Is told that the peer has closed its sending side, or all of it.
  abstract void onPeerEnded(boolean gone);

  /// The poller has seen events.
  final void onEvents(int events) {
    boolean gone = (events & (EpollEvents.HUP | EpollEvents.ERR)) != 0;
    boolean ended = gone || (events & EpollEvents.RDHUP) != 0;
    if (ended) {
      peerEnded = true;
    }
    if (ended || (events & EpollEvents.IN) != 0) {
      readable = true;
      LockSupport.unpark(reader);
    }
    if (gone || (events & EpollEvents.OUT) != 0) {
      writable = true;
      LockSupport.unpark(writer);
    }
    if (ended) {
      onPeerEnded(gone);
    }
  }

  /// Must come before a system call that reads; true if the descriptor is still open, and then
  /// [#leaveRead] must follow.
  final boolean enterRead() {
    readerInside = true;
    if (closed) {
      leaveRead();
      return false;
    }
    return true;
  }

  final void leaveRead() {
    readerInside = false;
    closeDescriptorIfUnused();
  }

  /// As [#enterRead()], for a system call that writes.
  final boolean enterWrite() {
    writerInside = true;
    if (closed) {
      leaveWrite();
      return false;
    }
    return true;
  }

  final void leaveWrite() {
    writerInside = false;
    closeDescriptorIfUnused();
  }

  /// Returns whether there was an edge since the last read.
  final boolean isReadable() {
    return readable;
  }

  /// A read is about to be tried: only later edges count.
  final void lowerReadable() {
    readable = peerEnded;
  }

  /// Waits for an edge; a read has used up all there was.
  ///
  /// @throws InterruptedIOException if the thread is or was interrupted; the descriptor stays open
  /// @throws IOException if the kernel cannot watch the socket
  final void awaitReadable() throws IOException {
    if (readable || peerEnded) {
      return;
    }
    mustRegister();
    reader = Thread.currentThread();
    while (!readable && !closed && !stopsReading()) {
      LockSupport.park(this);
      checkInterrupt();
    }
    reader = null;
  }

  private static void checkInterrupt() throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while waiting for the peer");
    }
  }

  /// A write is about to be tried: only later edges count.
  final void lowerWritable() {
    writable = false;
  }

  /// Waits for an edge; a write found no room.
  ///
  /// @throws InterruptedIOException if the thread is or was interrupted; the descriptor stays open
  /// @throws IOException if the kernel cannot watch the socket
  final void awaitWritable() throws IOException {
    mustRegister();
    writer = Thread.currentThread();
    while (!writable && !closed && !stopsWriting()) {
      LockSupport.park(this);
      checkInterrupt();
    }
    writer = null;
  }

  /// Registers with the poller, once. The first registration reports what is there already.
  ///
  /// @return 0, or a negative error number if the kernel refuses
  final synchronized int register() {
    if (registered || released) {
      return 0;
    }
    int result = poller.register(this);
    registered = result >= 0;
    return Math.min(0, result);
  }

  private void mustRegister() throws IOException {
    int result = register();
    if (result < 0) {
      String hint = result == -Libc.ENOSPC ? " (see fs.epoll.max_user_watches)" : "";
      throw new IOException("a socket cannot be watched: " + Downcalls.words(-result) + hint);
    }
  }

  /// Wakes reader and writer to look at what has changed.
  final void wake() {
    LockSupport.unpark(reader);
    LockSupport.unpark(writer);
  }

  final void markClosed() {
    closed = true;
    wake();
    closeDescriptorIfUnused();
  }

  /// Waits until the descriptor is closed, after [#markClosed]: as long as one system call takes
  /// that does not block.
  @SuppressWarnings("ThreadPriorityCheck") // who is inside may need this carrier
  final void awaitReleased() {
    while (!released) {
      Thread.yield();
    }
  }

  private void closeDescriptorIfUnused() {
    if (closed && !readerInside && !writerInside) {
      closeDescriptor();
    }
  }

  /// Excludes [#register()], which would else reach whoever has the number next.
  private synchronized void closeDescriptor() {
    if (!released) {
      Pollers.instance().sockets().remove(fd);
      Libc.close(fd);
      released = true;
    }
  }
}
