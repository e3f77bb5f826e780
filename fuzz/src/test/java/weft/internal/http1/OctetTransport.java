package weft.internal.http1;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import weft.internal.net.Transport;

/// A peer that has sent some octets and then closed its sending side, and keeps what it is sent.
final class OctetTransport extends Transport {

  private static final SocketAddress ADDRESS = InetSocketAddress.createUnresolved("192.0.2.1", 80);

  private final byte[] input;
  private final int pieceBytesMax;
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private int at;

  /// @param pieceBytesMax how many octets one read returns at most
  OctetTransport(byte[] input, int pieceBytesMax) {
    this.input = input;
    this.pieceBytesMax = pieceBytesMax;
  }

  byte[] output() {
    return output.toByteArray();
  }

  @Override
  public int read(byte[] b, int off, int len) {
    if (len <= 0) {
      throw new AssertionError("a read of " + len + " octets would never end");
    }
    if (at == input.length) {
      return -1;
    }
    int length = Math.min(Math.min(len, pieceBytesMax), input.length - at);
    System.arraycopy(input, at, b, off, length);
    at += length;
    return length;
  }

  @Override
  public void write(byte[] b, int off, int len) {
    output.write(b, off, len);
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
