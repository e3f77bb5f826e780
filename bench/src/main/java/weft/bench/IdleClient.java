package weft.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Holds connections that each made a request and then nothing more.
///
/// It first makes requests on many connections, one after the other, so that the server's code is
/// compiled and its heap was used before it is measured. It speaks by lines: it says `warm`, opens
/// the connections when it reads a line, says `idle`, and closes them at the end of its input.
public final class IdleClient {

  private static final int WARM_UP_CONNECTIONS = 20_000;
  private static final int WARM_UP_REQUESTS = 8;
  private static final byte[] REQUEST =
      "GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: idle\r\nAccept: */*\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final InetSocketAddress server;
  private final ByteBuffer response = ByteBuffer.allocate(4 << 10);

  private IdleClient(InetSocketAddress server) {
    this.server = server;
  }

  /// Runs until its input ends.
  ///
  /// @param args the server's port, and how many connections
  public static void main(String[] args) throws IOException {
    var address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    var client = new IdleClient(address);
    for (int i = 0; i < WARM_UP_CONNECTIONS; i++) {
      client.closeAll(client.open(1, WARM_UP_REQUESTS));
    }
    System.out.println("warm");
    IO.readln();
    List<SocketChannel> idle = client.open(Integer.parseInt(args[1]), 1);
    System.out.println("idle");
    IO.readln();
    client.closeAll(idle);
  }

  private List<SocketChannel> open(int count, int requestsEach) throws IOException {
    var channels = new ArrayList<SocketChannel>();
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open(server);
      channels.add(channel);
      for (int request = 0; request < requestsEach; request++) {
        ask(channel);
      }
    }
    return channels;
  }

  private void ask(SocketChannel channel) throws IOException {
    channel.write(ByteBuffer.wrap(REQUEST));
    response.clear();
    if (channel.read(response) <= 0) {
      throw new IOException("the server closed the connection");
    }
  }

  private void closeAll(List<SocketChannel> channels) throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
