package weft.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// The least that a blocking server on virtual threads can do: read, find the empty line, write a
/// constant. No parsing, no limits, no time-outs.
public final class BareLoop {

  private static final int BUFFER_BYTES = 8 << 10;
  private static final int BACKLOG = 1024;

  private BareLoop() {}

  /// Serves on 127.0.0.1 until the process ends.
  ///
  /// @param args the port, and the file that has the octets of the response
  public static void main(String[] args) throws IOException {
    byte[] response = Files.readAllBytes(Path.of(args[1]));
    try (var server = ServerSocketChannel.open()) {
      server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      server.bind(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])),
          BACKLOG);
      while (true) {
        SocketChannel channel = server.accept();
        Thread.ofVirtual().start(() -> serve(channel, response));
      }
    }
  }

  private static void serve(SocketChannel channel, byte[] response) {
    try (channel) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      byte[] octets = new byte[BUFFER_BYTES];
      ByteBuffer in = ByteBuffer.wrap(octets);
      ByteBuffer out = ByteBuffer.wrap(response);
      while (channel.read(in) >= 0) {
        int end = endOfHeads(octets, in.position(), channel, out);
        in.limit(in.position()).position(end);
        in.compact();
      }
    } catch (IOException gone) {
      // The client has left.
    }
  }

  /// Answers each head in `octets[0, length)` and returns where the last one ends.
  private static int endOfHeads(byte[] octets, int length, SocketChannel channel, ByteBuffer out)
      throws IOException {
    int end = 0;
    for (int i = 3; i < length; i++) {
      boolean emptyLine =
          octets[i] == '\n'
              && octets[i - 1] == '\r'
              && octets[i - 2] == '\n'
              && octets[i - 3] == '\r';
      if (emptyLine) {
        end = i + 1;
        out.rewind();
        while (out.hasRemaining()) {
          channel.write(out);
        }
      }
    }
    return end;
  }
}
