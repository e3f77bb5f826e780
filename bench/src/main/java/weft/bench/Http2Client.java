package weft.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// An HTTP/2 connection in clear text that asks for what it is told, reads frames, and opens no
/// window of a stream (RFC 9113): after 65,535 octets of content a response stands still.
final class Http2Client implements AutoCloseable {

  private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
  private static final int CONNECTION_WINDOW = 1 << 30;
  private static final int FRAME_HEADER = 9;

  /// Two frames of the largest size.
  static final int BUFFER_BYTES = 2 * (FRAME_HEADER + (16 << 10));

  private static final byte DATA = 0;
  private static final byte HEADERS = 1;
  private static final byte RST_STREAM = 3;
  private static final byte SETTINGS = 4;
  private static final byte GOAWAY = 7;
  private static final byte WINDOW_UPDATE = 8;
  private static final byte ACK = 1;
  private static final byte END_STREAM = 1;
  private static final byte END_HEADERS = 4;

  // Indices of the static table (RFC 7541 appendix A).
  private static final int METHOD_GET = 0x82;
  private static final int SCHEME_HTTP = 0x86;
  private static final int AUTHORITY_LITERAL = 0x01;
  private static final int PATH_LITERAL = 0x04;

  private final SocketChannel channel;
  private final ByteBuffer in;
  private int lastStream = -1;

  /// Connects, and sends the client's part of the preface.
  ///
  /// @param bufferBytes at least as long as the longest frame
  Http2Client(InetSocketAddress server, int bufferBytes) throws IOException {
    in = ByteBuffer.allocate(bufferBytes).limit(0);
    channel = SocketChannel.open(server);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    ByteBuffer out = ByteBuffer.allocate(128).put(PREFACE);
    header(out, 0, SETTINGS, 0, 0);
    header(out, 4, WINDOW_UPDATE, 0, 0).putInt(CONNECTION_WINDOW);
    send(out);
  }

  private static ByteBuffer header(ByteBuffer out, int payload, byte type, int flags, int stream) {
    return out.putShort((short) (payload >> 8))
        .put((byte) payload)
        .put(type)
        .put((byte) flags)
        .putInt(stream);
  }

  /// Asks on the next stream, and returns its identifier.
  int get(String path) throws IOException {
    lastStream += 2;
    String authority = "127.0.0.1";
    ByteBuffer out = ByteBuffer.allocate(128);
    int payload = 2 + 2 + path.length() + 2 + authority.length();
    header(out, payload, HEADERS, END_STREAM | END_HEADERS, lastStream);
    out.put((byte) METHOD_GET).put((byte) SCHEME_HTTP);
    out.put((byte) PATH_LITERAL).put((byte) path.length()).put(path.getBytes(US_ASCII));
    out.put((byte) AUTHORITY_LITERAL).put((byte) authority.length());
    send(out.put(authority.getBytes(US_ASCII)));
    return lastStream;
  }

  private void send(ByteBuffer out) throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  /// Reads frames until a stream has ended.
  void awaitEnd(int stream) throws IOException {
    while (true) {
      await(FRAME_HEADER);
      int at = in.position();
      int payload = (in.getShort(at) & 0xffff) << 8 | in.get(at + 2) & 0xff;
      byte type = in.get(at + 3);
      byte flags = in.get(at + 4);
      int of = in.getInt(at + 5);
      await(FRAME_HEADER + payload);
      in.position(in.position() + FRAME_HEADER + payload);
      if (type == SETTINGS && flags != ACK) {
        send(header(ByteBuffer.allocate(FRAME_HEADER), 0, SETTINGS, ACK, 0));
      } else if (type == RST_STREAM || type == GOAWAY) {
        throw new IOException("refused by a frame of type " + type);
      } else if (of == stream && (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
        return;
      }
    }
  }

  /// Reads what has arrived, and stops when nothing has for a moment.
  void drain() throws IOException, InterruptedException {
    channel.configureBlocking(false);
    in.compact();
    for (int silent = 0; silent < 10; silent++) {
      int octets = 0;
      while (in.hasRemaining() && (octets = channel.read(in)) > 0) {
        silent = 0;
        skipFrames();
      }
      if (octets < 0) {
        throw new EOFException();
      }
      Thread.sleep(10);
    }
    in.flip();
    channel.configureBlocking(true);
  }

  /// Drops all whole frames of a buffer that is being filled.
  private void skipFrames() {
    in.flip();
    while (in.remaining() >= FRAME_HEADER) {
      int at = in.position();
      int whole = FRAME_HEADER + ((in.getShort(at) & 0xffff) << 8 | in.get(at + 2) & 0xff);
      if (in.remaining() < whole) {
        break;
      }
      in.position(at + whole);
    }
    in.compact();
  }

  private void await(int octets) throws IOException {
    if (in.remaining() < octets) {
      in.compact();
      while (in.position() < octets) {
        if (channel.read(in) < 0) {
          throw new EOFException();
        }
      }
      in.flip();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
