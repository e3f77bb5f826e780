package weft.internal.http1;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import weft.internal.net.Transport;

/// A peer that sends the same octets again and again, one read each time, and takes any response:
/// what is left to measure is the engine.
final class ReplayTransport extends Transport {

  private static final SocketAddress ADDRESS = InetSocketAddress.createUnresolved("192.0.2.1", 80);

  private final byte[] request;
  private int at;
  private long left;
  private long written;

  /// @param times how often they are sent before the peer closes its sending side
  ReplayTransport(byte[] request, long times) {
    this.request = request;
    left = times;
  }

  /// Returns how many octets the engine has sent.
  long written() {
    return written;
  }

  @Override
  public boolean awaitsReadable() {
    return true; // as the netpoller's
  }

  @Override
  public int read(byte[] b, int off, int len) {
    if (left == 0) {
      return -1;
    }
    int length = Math.min(len, request.length - at);
    System.arraycopy(request, at, b, off, length);
    at += length;
    if (at == request.length) {
      at = 0;
      left--;
    }
    return length;
  }

  @Override
  public void write(byte[] b, int off, int len) {
    written += len;
  }

  @Override
  public void shutdownOutput() {}

  @Override
  public void close() {}

  @Override
  public SocketAddress remoteAddress() {
    return ADDRESS;
  }

  @Override
  public SocketAddress localAddress() {
    return ADDRESS;
  }

  @Override
  public void expireRead() {}

  @Override
  public void expireWrite() {}

  @Override
  public void watchPeer() {}
}
