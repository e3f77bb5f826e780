package weft.conformance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/// A connection over a real socket.
final class SocketPeer implements Peer {

  private static final int READ_TIMEOUT_MILLIS = 10_000;

  private final Socket socket;

  /// Connects to a port of the loopback interface.
  SocketPeer(int port) throws IOException {
    this(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /// Connects to `address`.
  SocketPeer(InetSocketAddress address) throws IOException {
    socket = new Socket();
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(READ_TIMEOUT_MILLIS);
    socket.connect(address, READ_TIMEOUT_MILLIS);
  }

  @Override
  public void send(byte[] octets) throws IOException {
    socket.getOutputStream().write(octets);
  }

  @Override
  public void shutdownOutput() throws IOException {
    socket.shutdownOutput();
  }

  @Override
  public int read(byte[] into) throws IOException {
    return socket.getInputStream().read(into);
  }

  @Override
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
