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
  private static final int FRAMES_BYTES = 512;
  private static final byte[] REQUEST =
      "GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: idle\r\nAccept: */*\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  private final InetSocketAddress server;
  private final boolean http2;
  private final ByteBuffer response = ByteBuffer.allocate(4 << 10);

  private IdleClient(InetSocketAddress server, boolean http2) {
    this.server = server;
    this.http2 = http2;
  }

  /// Runs until its input ends.
  ///
  /// @param args the server's port, how many connections, and optionally `h2` for HTTP/2 in clear
  ///   text
  public static void main(String[] args) throws Exception {
    var address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    var client = new IdleClient(address, args.length > 2 && args[2].equals("h2"));
    for (int i = 0; i < WARM_UP_CONNECTIONS; i++) {
      client.closeAll(client.open(1, WARM_UP_REQUESTS));
    }
    System.out.println("warm");
    IO.readln();
    List<AutoCloseable> idle = client.open(Integer.parseInt(args[1]), 1);
    System.out.println("idle");
    IO.readln();
    client.closeAll(idle);
  }

  private List<AutoCloseable> open(int count, int requestsEach) throws IOException {
    var connections = new ArrayList<AutoCloseable>();
    for (int i = 0; i < count; i++) {
      connections.add(http2 ? openHttp2(requestsEach) : openHttp1(requestsEach));
    }
    return connections;
  }

  private SocketChannel openHttp1(int requests) throws IOException {
    SocketChannel channel = SocketChannel.open(server);
    for (int request = 0; request < requests; request++) {
      ask(channel);
    }
    return channel;
  }

  private Http2Client openHttp2(int requests) throws IOException {
    var client = new Http2Client(server, FRAMES_BYTES);
    for (int request = 0; request < requests; request++) {
      client.awaitEnd(client.get("/hello"));
    }
    return client;
  }

  private void ask(SocketChannel channel) throws IOException {
    channel.write(ByteBuffer.wrap(REQUEST));
    response.clear();
    if (channel.read(response) <= 0) {
      throw new IOException("the server closed the connection");
    }
  }

  private void closeAll(List<AutoCloseable> connections) throws Exception {
    for (AutoCloseable connection : connections) {
      connection.close();
    }
  }
}
