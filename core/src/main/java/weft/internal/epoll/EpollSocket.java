package weft.internal.epoll;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
///
/// A volatile write costs 5 to 8 ns, and each request passes here several times. So there is one
/// for each write that must come before a look at another field, or before a call; the others are
/// opaque.
abstract class EpollSocket {

  private static final AtomicInteger GENERATIONS = new AtomicInteger();
  private static final VarHandle READABLE = handle("readable", boolean.class);
  private static final VarHandle WRITABLE = handle("writable", boolean.class);
  private static final VarHandle READER = handle("reader", Thread.class);
  private static final VarHandle WRITER = handle("writer", Thread.class);

  private final int fd;
  private final int generation = GENERATIONS.incrementAndGet();
  private final Poller poller = Pollers.instance().next();

  private volatile boolean registered;
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

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(EpollSocket.class, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final int fd() {
    return fd;
  }

  final int generation() {
    return generation;
  }

  final boolean isClosed() {
    return closed;
  }

  /// Returns whether the peer has closed its sending side, or all of it.
  final boolean peerHasEnded() {
    return peerEnded;
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
    boolean in = ended || (events & EpollEvents.IN) != 0;
    boolean out = gone || (events & EpollEvents.OUT) != 0;
    if (in) {
      READABLE.setOpaque(this, true);
    }
    if (out) {
      WRITABLE.setOpaque(this, true);
    }
    VarHandle.fullFence(); // who waits writes its thread, then looks at the flag
    if (in) {
      LockSupport.unpark(reader);
    }
    if (out) {
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

  /// A read is about to be tried: only later edges count. [#enterRead] must follow, whose volatile
  /// write has the flag down before the call.
  final void lowerReadable() {
    READABLE.setOpaque(this, peerEnded);
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
    READER.setOpaque(this, null);
  }

  private static void checkInterrupt() throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while waiting for the peer");
    }
  }

  /// As [#lowerReadable()], for a write and [#enterWrite()].
  final void lowerWritable() {
    WRITABLE.setOpaque(this, false);
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
    WRITER.setOpaque(this, null);
  }

  /// Registers with the poller, once. The first registration reports what is there already.
  ///
  /// @return 0, or a negative error number if the kernel refuses
  final int register() {
    return registered ? 0 : registerOnce();
  }

  private synchronized int registerOnce() {
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

  /// Excludes [#registerOnce()], which would else reach whoever has the number next.
  private synchronized void closeDescriptor() {
    if (!released) {
      Pollers.instance().sockets().remove(fd);
      Libc.close(fd);
      released = true;
    }
  }
}
