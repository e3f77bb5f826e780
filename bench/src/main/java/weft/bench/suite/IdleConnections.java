package weft.bench.suite;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Connections that have had one answer each, and keep still.
final class IdleConnections implements AutoCloseable {

  private static final ByteBuffer REQUEST =
      StandardCharsets.US_ASCII.encode("GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
  private static final int RESPONSE_BYTES_MAX = 4096;

  private final List<SocketChannel> channels = new ArrayList<>();

  private IdleConnections() {}

  static IdleConnections open(int port, int count) throws IOException {
    var connections = new IdleConnections();
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
      ByteBuffer response = ByteBuffer.allocateDirect(RESPONSE_BYTES_MAX);
      for (int i = 0; i < count; i++) {
        connections.add(address, response.clear());
      }
      return connections;
    } catch (IOException e) {
      connections.close();
      throw new IOException("idle connection " + connections.channels.size() + ": " + e, e);
    }
  }

  private void add(InetSocketAddress address, ByteBuffer response) throws IOException {
    SocketChannel channel = SocketChannel.open(address);
    channels.add(channel);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    channel.write(REQUEST.duplicate());
    // The content ends with the only exclamation mark.
    do {
      if (channel.read(response) < 0) {
        throw new EOFException("closed by the server");
      }
    } while (response.get(response.position() - 1) != '!');
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
