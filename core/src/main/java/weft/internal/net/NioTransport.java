package weft.internal.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A connection over a blocking [SocketChannel], TCP or Unix domain: works on every platform.
///
/// An interrupt of a thread that reads or writes, or comes to, closes the channel, as it does for
/// every channel of the JDK. The array of the last read and that of the last write stay referenced.
public final class NioTransport extends Transport {

  /// How many bytes one system call moves at most, and so the size of the direct buffer that the
  /// JDK keeps for each carrier thread.
  static final int PIECE_BYTES_MAX = 64 << 10;

  private final SocketChannel channel;
  private final SocketAddress remoteAddress;
  private final SocketAddress localAddress;
  private final ReadAhead readAhead = new ReadAhead(this::receive, this::peerListener);
  private volatile boolean readExpired;
  private volatile boolean writeExpired;
  private @Nullable ByteBuffer readBuffer;
  private @Nullable ByteBuffer writeBuffer;

  /// Takes over a connected channel in blocking mode.
  ///
  /// @throws IOException if the connection has broken already; the channel is still the caller's
  public NioTransport(SocketChannel channel) throws IOException {
    this.channel = channel;
    remoteAddress = channel.getRemoteAddress();
    localAddress = channel.getLocalAddress();
    if (localAddress instanceof InetSocketAddress) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
    }
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    if (readExpired) {
      throw timedOut("read");
    }
    try {
      return readAhead.read(b, off, len);
    } catch (ClosedByInterruptException e) {
      close();
      throw e;
    }
  }

  private int receive(byte[] b, int off, int len) throws IOException {
    var into = wrap(readBuffer, b);
    readBuffer = into;
    into.limit(off + Math.min(len, PIECE_BYTES_MAX)).position(off);
    int n;
    try {
      n = channel.read(into);
    } catch (IOException e) {
      throw readExpired ? timedOut("read") : e;
    }
    if (n < 0 && readExpired) {
      throw timedOut("read");
    }
    return n;
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    var from = wrap(writeBuffer, b);
    writeBuffer = from;
    int end = off + len;
    try {
      for (int at = off; at < end; ) {
        from.limit(Math.min(end, at + PIECE_BYTES_MAX)).position(at);
        at += channel.write(from);
      }
    } catch (IOException e) {
      throw writeExpired ? timedOut("write") : e;
    }
    if (b.length > PIECE_BYTES_MAX) {
      writeBuffer = null; // a handler's own array must not live as long as the connection
    }
  }

  @SuppressWarnings({"ReferenceEquality", "ByteBufferBackingArray"}) // the same array, all of it
  private static ByteBuffer wrap(@Nullable ByteBuffer last, byte[] b) {
    return last != null && last.array() == b ? last : ByteBuffer.wrap(b);
  }

  private static SocketTimeoutException timedOut(String what) {
    return new SocketTimeoutException(what + " deadline passed");
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing is left to be done with it.
    }
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
    if (readExpired) {
      return;
    }
    readExpired = true;
    try {
      channel.shutdownInput();
    } catch (IOException e) {
      // It is closed or broken, which has woken the reader.
    }
  }

  @Override
  public void expireWrite() {
    writeExpired = true;
    close();
  }

  @Override
  public void watchPeer() {
    if (!readExpired && channel.isOpen()) {
      readAhead.watch();
    }
  }
}
