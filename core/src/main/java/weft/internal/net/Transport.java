package weft.internal.net;

import java.io.Closeable;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// A blocking byte stream between two peers, with deadlines and a 'peer is gone' signal.
///
/// One thread reads and one thread writes at a time; they may be two. [#close()], [#expireRead()],
/// [#expireWrite()] and [#watchPeer()] may be called by any thread, and wake whoever is blocked.
///
/// Deadlines are fields that a [Sweeper] compares with the clock a few times a second: setting one
/// costs a store, and it is late by at most one tick of the sweeper.
public abstract class Transport implements Closeable {

  /// No deadline.
  public static final long NEVER = Long.MAX_VALUE;

  private static final VarHandle READ_DEADLINE;
  private static final VarHandle WRITE_DEADLINE;

  static {
    try {
      var lookup = MethodHandles.lookup();
      READ_DEADLINE = lookup.findVarHandle(Transport.class, "readDeadline", long.class);
      WRITE_DEADLINE = lookup.findVarHandle(Transport.class, "writeDeadline", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through READ_DEADLINE
  private long readDeadline = NEVER;

  @SuppressWarnings("unused") // through WRITE_DEADLINE
  private long writeDeadline = NEVER;

  private volatile PeerListener peerListener = PeerListener.NONE;

  /// What a transport tells of its peer while nobody reads.
  public interface PeerListener {
    /// Hears nothing.
    PeerListener NONE =
        new PeerListener() {
          @Override
          public void halfClosed() {}

          @Override
          public void gone() {}
        };

    /// The peer has closed its sending side; it may or may not still read.
    void halfClosed();

    /// The peer has closed or reset the connection.
    void gone();
  }

  /// Reads at least one byte, blocking until there is one.
  ///
  /// @return how many bytes were read, or -1 if the peer has closed its sending side
  /// @throws java.net.SocketTimeoutException if the read deadline has passed
  /// @throws IOException if the connection broke
  public abstract int read(byte[] b, int off, int len) throws IOException;

  /// Writes all of the bytes, blocking until the kernel has taken them.
  ///
  /// @throws java.net.SocketTimeoutException if the write deadline has passed
  /// @throws IOException if the connection broke
  public abstract void write(byte[] b, int off, int len) throws IOException;

  /// Writes as [#write] does, for who writes more at once: these bytes may wait for the next ones,
  /// a fraction of a second at most, so that they share a packet.
  public void writeMore(byte[] b, int off, int len) throws IOException {
    write(b, off, len);
  }

  /// Opens a file for reading, in the way from which [#sendFile] sends.
  public SeekableByteChannel openFile(Path file) throws IOException {
    return Files.newByteChannel(file);
  }

  /// Sends octets of `file`, from its position on and moving it, where the kernel does that without
  /// a copy in the program; blocks until it has taken enough of them.
  ///
  /// @param count how many octets at most
  /// @param atLeast how many of them it waits for
  /// @return how many octets were sent: fewer than `atLeast` if the file ended, 0 if this transport
  ///   does not send such files
  /// @throws java.net.SocketTimeoutException if the write deadline has passed
  /// @throws IOException if the connection broke or the file cannot be read
  public long sendFile(SeekableByteChannel file, long count, long atLeast) throws IOException {
    return 0;
  }

  /// Blocks until a read would not block, where the platform can tell without a buffer; returns at
  /// once where it cannot.
  public void awaitReadable() throws IOException {}

  /// Returns whether [#awaitReadable()] waits, so that a buffer is not needed while it does.
  public boolean awaitsReadable() {
    return false;
  }

  /// Returns whether everything that has arrived was read, as far as can be told without asking the
  /// system; false where it cannot.
  public boolean isDrained() {
    return false;
  }

  /// Tells the peer that nothing more will be sent.
  public abstract void shutdownOutput() throws IOException;

  /// Tells the peer that the connection ends on purpose, where the protocol has words for it and
  /// nobody is writing; blocks for a second at most. For who is about to close.
  public void sendClose() {}

  /// Returns whether the end that a read has returned may be somebody else's doing than the peer's.
  public boolean isTruncated() {
    return false;
  }

  /// Closes the stream and wakes its reader and its writer; further calls do nothing.
  @Override
  public abstract void close();

  /// Returns the peer's address.
  public abstract SocketAddress remoteAddress();

  /// Returns our address.
  public abstract SocketAddress localAddress();

  /// Makes this and every later read fail with [java.net.SocketTimeoutException], except that one
  /// of them may return what has arrived already; writing goes on.
  public abstract void expireRead();

  /// Makes this and every later write fail with [java.net.SocketTimeoutException].
  public abstract void expireWrite();

  /// Asks for the [PeerListener] to be told, from now until the next read, although nobody reads.
  /// The sweeper calls this for a request that takes longer than a tick; a transport that has the
  /// signal anyway does nothing.
  public abstract void watchPeer();

  /// Sets who is told about the peer.
  public final void peerListener(PeerListener listener) {
    peerListener = listener;
  }

  /// Returns who is told about the peer.
  protected final PeerListener peerListener() {
    return peerListener;
  }

  /// Sets the time, in the clock's nanoseconds, at which reads start to fail; [#NEVER] for none.
  public final void readDeadline(long atNanos) {
    READ_DEADLINE.setOpaque(this, atNanos);
  }

  /// Sets the time, in the clock's nanoseconds, at which writes start to fail; [#NEVER] for none.
  public final void writeDeadline(long atNanos) {
    WRITE_DEADLINE.setOpaque(this, atNanos);
  }

  /// Expires what is due at `nowNanos`; for the sweeper.
  public final void sweep(long nowNanos) {
    if (nowNanos >= (long) READ_DEADLINE.getOpaque(this)) {
      expireRead();
    }
    if (nowNanos >= (long) WRITE_DEADLINE.getOpaque(this)) {
      expireWrite();
    }
  }
}
