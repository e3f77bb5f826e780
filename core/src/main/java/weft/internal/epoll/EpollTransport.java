package weft.internal.epoll;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import weft.internal.linux.Downcalls;
import weft.internal.linux.LinuxFile;
import weft.internal.net.Transport;

/// A connected socket whose blocking reads and writes park the virtual thread that calls them.
public final class EpollTransport extends Transport {

  private static final int SHUT_WR = 1;

  private final Socket socket;
  private final SocketAddress localAddress;
  private final SocketAddress remoteAddress;
  private volatile boolean readExpired;
  private boolean lookedAfterDeadline;
  private volatile boolean writeExpired;
  private boolean drained;
  private int readError;
  private boolean full;
  private volatile boolean outputShut;

  EpollTransport(int fd, SocketAddress localAddress, SocketAddress remoteAddress) {
    this.socket = new Socket(fd);
    this.localAddress = localAddress;
    this.remoteAddress = remoteAddress;
  }

  private final class Socket extends EpollSocket {
    private boolean toldGone;
    private boolean toldEnded;

    Socket(int fd) {
      super(fd);
    }

    @Override
    boolean stopsReading() {
      return readExpired;
    }

    @Override
    boolean stopsWriting() {
      return writeExpired;
    }

    @Override
    void onPeerEnded(boolean gone) {
      if (!isNews(gone)) {
        return;
      }
      if (gone) {
        peerListener().gone();
      } else {
        peerListener().halfClosed();
      }
    }

    /// Returns whether the listener has not been told this yet. The poller and its stand-in may
    /// both have seen an event.
    private synchronized boolean isNews(boolean gone) {
      boolean told = gone ? toldGone : toldEnded;
      toldGone |= gone;
      toldEnded |= !gone;
      return !told;
    }
  }

  /// Blocks until a read would not.
  @Override
  public void awaitReadable() throws IOException {
    if (drained) {
      socket.awaitReadable();
      drained = false;
    }
  }

  @Override
  public boolean awaitsReadable() {
    return true;
  }

  @Override
  public boolean isDrained() {
    return drained && !socket.isReadable();
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    while (true) {
      awaitReadable();
      int n = receive(b, off, len);
      if (n >= 0) {
        drained = n < Math.min(len, Libc.CRITICAL_BYTES_MAX);
        return n == 0 ? -1 : n;
      }
      if (n == -Libc.EAGAIN) {
        drained = true;
      } else if (n != -Libc.EINTR) {
        readError = -n; // the kernel tells it once
        throw broken(n);
      }
    }
  }

  private int receive(byte[] b, int off, int len) throws IOException {
    if (readExpired) {
      if (lookedAfterDeadline) {
        throw closed(true, "read");
      }
      lookedAfterDeadline = true; // what came in time may be seen late by a busy machine
    }
    if (readError != 0) {
      throw broken(-readError);
    }
    if (!socket.enterRead()) {
      throw closed(readExpired, "read");
    }
    try {
      socket.lowerReadable();
      return Libc.recv(socket.fd(), b, off, len);
    } finally {
      socket.leaveRead();
    }
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    write(b, off, len, false);
  }

  @Override
  public void writeMore(byte[] b, int off, int len) throws IOException {
    write(b, off, len, true);
  }

  private void write(byte[] b, int off, int len, boolean more) throws IOException {
    int end = off + len;
    int at = off;
    while (at < end) {
      awaitWritable();
      int n = send(b, at, end - at, more);
      if (n > 0) {
        full = n < Math.min(end - at, Libc.CRITICAL_BYTES_MAX);
        at += n;
      } else if (n == -Libc.EAGAIN) {
        full = true;
      } else if (n != -Libc.EINTR) {
        throw broken(n);
      }
    }
  }

  private void awaitWritable() throws IOException {
    if (full) {
      socket.awaitWritable();
      full = false;
    }
  }

  private int send(byte[] b, int off, int len, boolean more) throws IOException {
    enterWrite();
    try {
      return Libc.send(socket.fd(), b, off, len, more);
    } finally {
      socket.leaveWrite();
    }
  }

  @Override
  public SeekableByteChannel openFile(Path file) throws IOException {
    LinuxFile opened = LinuxFile.open(file);
    return opened == null ? super.openFile(file) : opened;
  }

  @Override
  public long sendFile(SeekableByteChannel file, long count, long atLeast) throws IOException {
    long sent = 0;
    while (file instanceof LinuxFile source && sent < count) {
      awaitWritable();
      long n = send(source, count - sent);
      if (n > 0) {
        sent += n; // if the kernel took less, a signal may have cut the call short
      } else if (n == -Libc.EAGAIN) {
        full = true;
        if (sent >= atLeast) {
          return sent;
        }
      } else if (n == 0 || n == -Libc.EINVAL || n == -Libc.ENOSYS) {
        return sent; // the file has ended, or is not of a kind that can be sent
      } else if (n != -Libc.EINTR) {
        throw broken((int) n);
      }
    }
    return sent;
  }

  private long send(LinuxFile file, long count) throws IOException {
    enterWrite();
    try {
      return file.send(socket.fd(), count);
    } finally {
      socket.leaveWrite();
    }
  }

  /// A write is about to be tried: only later edges count. [EpollSocket#leaveWrite] must follow.
  private void enterWrite() throws IOException {
    if (outputShut) {
      throw new ClosedChannelException();
    }
    if (!socket.enterWrite()) {
      throw closed(writeExpired, "write");
    }
    socket.lowerWritable();
  }

  private static IOException closed(boolean expired, String what) {
    return expired
        ? new SocketTimeoutException(what + " deadline passed")
        : new ClosedChannelException();
  }

  private static IOException broken(int result) {
    return switch (-result) {
      case Libc.ECONNRESET -> new SocketException("Connection reset");
      case Libc.EPIPE -> new SocketException("Broken pipe");
      default -> new SocketException(Downcalls.words(-result));
    };
  }

  @Override
  public void shutdownOutput() throws IOException {
    if (!socket.enterWrite()) {
      throw new ClosedChannelException();
    }
    try {
      outputShut = true;
      int _ = Libc.shutdown(socket.fd(), SHUT_WR);
    } finally {
      socket.leaveWrite();
    }
  }

  @Override
  public void close() {
    socket.markClosed();
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
    readExpired = true;
    socket.wake();
  }

  @Override
  public void expireWrite() {
    writeExpired = true;
    close();
  }

  /// Registers the socket if it never had to wait, so that its events are seen.
  @Override
  public void watchPeer() {
    int _ = socket.register(); // if it fails, the next tick tries again
  }
}
