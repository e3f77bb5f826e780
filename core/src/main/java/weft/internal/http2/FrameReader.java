package weft.internal.http2;

import java.io.EOFException;
import java.io.IOException;
import weft.internal.net.BufferPool;
import weft.internal.net.Transport;

/// Takes the octets of a connection apart into frames (RFC 9113 §4.1).
///
/// [#next()] reads the header of a frame. Its payload is then taken whole, or piece by piece as it
/// arrives; what is left of it is skipped by the next call. While the peer is silent there is no
/// array where the transport can wait without one.
final class FrameReader {

  private static final byte[] NONE = {};

  private final Transport transport;
  private final BufferPool pool;
  private final int payloadBytesMax;
  private byte[] bytes;
  private int start;
  private int end;
  private long discarded;

  private int type;
  private int flags;
  private int streamId;
  private int left;

  /// @param received octets that were read from the transport before
  FrameReader(Transport transport, BufferPool pool, int payloadBytesMax, byte[] received) {
    this.transport = transport;
    this.pool = pool;
    this.payloadBytesMax = payloadBytesMax;
    bytes = received;
    end = received.length;
  }

  int type() {
    return type;
  }

  boolean has(int flag) {
    return (flags & flag) != 0;
  }

  int streamId() {
    return streamId;
  }

  /// Returns how many octets of the payload were not taken yet.
  int left() {
    return left;
  }

  /// Returns the array in which the payload is, from [#at()] on.
  byte[] bytes() {
    return bytes;
  }

  /// Returns the index of the next octet of the payload.
  int at() {
    return start;
  }

  /// Returns how many octets were received since the connection began.
  long received() {
    return discarded + end;
  }

  /// Reads `expected`; returns false at the first octet that differs.
  boolean readPreface(byte[] expected) throws IOException {
    for (byte octet : expected) {
      if (start == end && !fill(1)) {
        return false;
      }
      if (bytes[start++] != octet) {
        return false;
      }
    }
    return true;
  }

  /// Reads the header of the next frame, blocking until it is complete.
  ///
  /// @return false if the peer has closed its sending side before its first octet
  /// @throws ConnectionException if the payload would be too long (RFC 9113 §4.2)
  /// @throws EOFException if the connection ends inside a frame
  boolean next() throws IOException {
    skip(left);
    if (end - start < Frames.HEADER_BYTES && !fill(Frames.HEADER_BYTES)) {
      return false;
    }
    byte[] b = bytes;
    int at = start;
    left = (b[at] & 0xff) << 16 | (b[at + 1] & 0xff) << 8 | (b[at + 2] & 0xff);
    type = b[at + 3] & 0xff;
    flags = b[at + 4] & 0xff;
    streamId = int32(at + 5) & Integer.MAX_VALUE;
    start += Frames.HEADER_BYTES;
    if (left > payloadBytesMax) {
      throw ConnectionException.badFrame(ErrorCode.FRAME_SIZE_ERROR);
    }
    return true;
  }

  /// @throws ConnectionException if the frame is about the connection as a whole
  void requireStream() throws ConnectionException {
    if (streamId == 0) {
      throw ConnectionException.badFrame(ErrorCode.PROTOCOL_ERROR);
    }
  }

  /// @throws ConnectionException if the frame is about one stream
  void requireNoStream() throws ConnectionException {
    if (streamId != 0) {
      throw ConnectionException.badFrame(ErrorCode.PROTOCOL_ERROR);
    }
  }

  /// @throws ConnectionException if the rest of the payload has not this length
  void requireLength(int length) throws ConnectionException {
    if (left != length) {
      throw ConnectionException.badFrame(ErrorCode.FRAME_SIZE_ERROR);
    }
  }

  /// Returns whether the rest of the payload is available.
  boolean isWhole() {
    return end - start >= left;
  }

  /// Makes the rest of the payload available in [#bytes()], blocking until it has arrived.
  void awaitAll() throws IOException {
    if (end - start < left && !fill(left)) {
      throw new EOFException("the connection ended inside a frame");
    }
  }

  /// Makes some of the payload available in [#bytes()], blocking until something has arrived.
  ///
  /// @return how many octets there are; 0 at the end of the payload
  int awaitSome() throws IOException {
    if (left > 0 && start == end && !fill(1)) {
      throw new EOFException("the connection ended inside a frame");
    }
    return Math.min(left, end - start);
  }

  /// Uses up octets of the payload that are available.
  void use(int octets) {
    start += octets;
    left -= octets;
  }

  /// Takes the next octet of the payload, which must be available.
  int takeByte() {
    left--;
    return bytes[start++] & 0xff;
  }

  int takeShort() {
    return takeByte() << 8 | takeByte();
  }

  int takeInt() {
    int value = int32(start);
    use(4);
    return value;
  }

  long takeLong() {
    long high = takeInt();
    return high << 32 | Integer.toUnsignedLong(takeInt());
  }

  /// Skips octets of the payload; blocks until they have arrived.
  void skip(int octets) throws IOException {
    for (int rest = octets; rest > 0; ) {
      int some = Math.min(rest, awaitSome());
      use(some);
      rest -= some;
    }
  }

  /// Reads octets away until the peer closes its side; blocks.
  void drain() throws IOException {
    while (fill(1)) {
      start = end;
    }
  }

  private int int32(int at) {
    byte[] b = bytes;
    return (b[at] & 0xff) << 24
        | (b[at + 1] & 0xff) << 16
        | (b[at + 2] & 0xff) << 8
        | (b[at + 3] & 0xff);
  }

  /// Reads until there are `octets` unread ones, blocking.
  ///
  /// @return false if the peer has closed its sending side before the first of them
  /// @throws EOFException if it did after the first
  private boolean fill(int octets) throws IOException {
    if (start == end) {
      release();
      if (transport.awaitsReadable()) {
        transport.awaitReadable();
      }
    }
    makeRoom(octets);
    while (end - start < octets) {
      int length = transport.read(bytes, end, bytes.length - end);
      if (length < 0) {
        if (start == end) {
          return false;
        }
        throw new EOFException("the connection ended inside a frame");
      }
      end += length;
    }
    return true;
  }

  private void makeRoom(int octets) {
    int unread = end - start;
    boolean roomy = start == 0 ? end < bytes.length : bytes.length - end >= bytes.length / 2;
    if (roomy && start + octets <= bytes.length) {
      return;
    }
    byte[] old = bytes;
    boolean larger = octets > old.length || unread == old.length;
    if (larger) {
      bytes = octets <= pool.bufferBytes() ? pool.acquire() : new byte[octets];
    }
    System.arraycopy(old, start, bytes, 0, unread);
    discarded += start;
    start = 0;
    end = unread;
    if (larger) {
      giveBack(old);
    }
  }

  /// Gives the array back, whatever is in it.
  void end() {
    start = end;
    release();
  }

  private void release() {
    discarded += end;
    start = 0;
    end = 0;
    giveBack(bytes);
    bytes = NONE;
  }

  private void giveBack(byte[] array) {
    if (array.length == pool.bufferBytes()) {
      pool.release(array);
    }
  }
}
