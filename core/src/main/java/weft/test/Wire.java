package weft.test;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLEngine;
import weft.Header;
import weft.internal.net.MemoryTransport;
import weft.internal.net.NioTransport;
import weft.internal.net.Transport;
import weft.internal.tls.TlsTransport;

/// A raw client that sends any octets it is told to. All reads block.
public final class Wire implements AutoCloseable {

  private Transport transport;
  private final byte[] buffer = new byte[16 << 10];
  private int start;
  private int end;

  Wire(Transport transport) {
    this.transport = transport;
  }

  /// Connects to a real address.
  ///
  /// @throws IOException if nobody listens there
  public static Wire connect(SocketAddress address) throws IOException {
    return new Wire(new NioTransport(SocketChannel.open(address)));
  }

  /// Speaks TLS from here on, as `engine` is set up; agrees on keys before it returns. Octets that
  /// were received but not read are lost.
  ///
  /// @throws IOException if the handshake failed
  public Wire startTls(SSLEngine engine) throws IOException {
    engine.setUseClientMode(true);
    transport = TlsClient.handshake(transport, engine);
    start = end;
    return this;
  }

  /// Sends octets, given as the characters U+0000 to U+00FF of `text`.
  public Wire send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Sends octets.
  public Wire send(byte[] octets) throws IOException {
    transport.write(octets, 0, octets.length);
    return this;
  }

  /// Closes the sending side.
  public Wire shutdownOutput() throws IOException {
    transport.shutdownOutput();
    return this;
  }

  /// Reads the octets that are there, at least one, at most `max`; empty at the end.
  public byte[] read(int max) throws IOException {
    if (start == end && !fill()) {
      return new byte[0];
    }
    int length = Math.min(max, end - start);
    byte[] octets = new byte[length];
    System.arraycopy(buffer, start, octets, 0, length);
    start += length;
    return octets;
  }

  /// Reads exactly `length` octets.
  ///
  /// @throws EOFException if the server closes before
  public byte[] readExactly(long length) throws IOException {
    var octets = new ByteArrayOutputStream();
    while (octets.size() < length) {
      byte[] some = read((int) Math.min(length - octets.size(), buffer.length));
      if (some.length == 0) {
        throw new EOFException("closed after " + octets.size() + " of " + length + " octets");
      }
      octets.writeBytes(some);
    }
    return octets.toByteArray();
  }

  /// Reads a line and returns it without its CRLF.
  ///
  /// @throws EOFException if the server closes before
  public String readLine() throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      byte[] one = read(1);
      if (one.length == 0) {
        throw new EOFException("closed inside a line: " + line);
      }
      if (one[0] == '\n') {
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      }
      line.write(one[0]);
    }
  }

  /// Reads everything up to the end.
  ///
  /// @throws EOFException if the connection was cut, so that this may not be everything
  public byte[] readToEnd() throws IOException {
    var octets = new ByteArrayOutputStream();
    for (byte[] some = read(buffer.length); some.length > 0; some = read(buffer.length)) {
      octets.writeBytes(some);
    }
    if (transport.isTruncated()) {
      throw new EOFException("cut after " + octets.size() + " octets");
    }
    return octets.toByteArray();
  }

  /// Reads the response to a request that was not HEAD; interim ones are responses of their own.
  ///
  /// @throws EOFException if the server closes before it is whole
  public WireResponse readResponse() throws IOException {
    return readResponse(false);
  }

  /// Reads the response to a HEAD request.
  public WireResponse readHeadResponse() throws IOException {
    return readResponse(true);
  }

  private WireResponse readResponse(boolean head) throws IOException {
    // status-line = HTTP-version SP status-code SP [ reason-phrase ] (RFC 9112 §4)
    String line = readLine();
    int status = Integer.parseInt(line, 9, 12, 10);
    Header header = readFields();
    Header trailer = new Header();
    byte[] content = new byte[0];
    if (!head && status >= 200 && status != 204 && status != 304) {
      content = readContent(header, trailer);
    }
    return new WireResponse(status, line.substring(13), header, content, trailer);
  }

  private byte[] readContent(Header header, Header trailer) throws IOException {
    String length = header.get("Content-Length");
    if (header.hasToken("Transfer-Encoding", "chunked")) {
      return readChunked(trailer);
    }
    return length == null ? readToEnd() : readExactly(Long.parseLong(length));
  }

  private byte[] readChunked(Header trailer) throws IOException {
    var octets = new ByteArrayOutputStream();
    while (true) {
      long size = Long.parseLong(readLine(), 16);
      if (size == 0) {
        readFields().forEach(trailer::add);
        return octets.toByteArray();
      }
      octets.writeBytes(readExactly(size));
      readLine();
    }
  }

  private Header readFields() throws IOException {
    var fields = new Header();
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int colon = line.indexOf(':');
      fields.add(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return fields;
  }

  /// Returns whether the server closes without sending anything more. Blocks until it does either.
  public boolean isAtEnd() throws IOException {
    return start == end && !fill();
  }

  /// Breaks the connection, so that the server's reads and writes fail. Only in a simulated
  /// network.
  ///
  /// @throws UnsupportedOperationException over a real socket
  public void reset() {
    memory().reset();
  }

  /// Takes nothing from the server any more, until [#releaseReads()]. Only in a simulated network.
  ///
  /// @throws UnsupportedOperationException over a real socket
  public void stallReads() {
    memory().stallReads();
  }

  /// Ends what [#stallReads()] began.
  public void releaseReads() {
    memory().releaseReads();
  }

  private MemoryTransport memory() {
    Transport below = transport instanceof TlsTransport tls ? tls.inner() : transport;
    if (below instanceof MemoryTransport memory) {
      return memory;
    }
    throw new UnsupportedOperationException("only in a simulated network");
  }

  private boolean fill() throws IOException {
    int length = transport.read(buffer, 0, buffer.length);
    start = 0;
    end = Math.max(0, length);
    return length > 0;
  }

  /// Closes the connection.
  @Override
  public void close() {
    transport.close();
  }
}
