package weft.internal.http1;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import weft.RejectReason;
import weft.internal.exchange.BadMessageException;
import weft.internal.net.BufferPool;
import weft.internal.net.Transport;

/// What was received and not yet used, and the lines in it.
///
/// A connection that waits for a request keeps [#IDLE_BYTES] here, or nothing where the transport
/// can wait without an array; a longer head or content moves into a pooled array, and a line longer
/// than that into one of its own, up to the bound that the line has.
final class InputBuffer {

  /// The array of a connection that waits: a small request fits it.
  static final int IDLE_BYTES = 512;

  private static final byte[] NONE = {};

  private final Transport transport;
  private final OutputBuffer out;
  private final Deadlines deadlines;
  private final BufferPool pool;
  private boolean inContent;
  private byte[] idle = NONE;
  private byte[] bytes = NONE;
  private int start;
  private int end;
  private long discarded;
  private int lineStart;
  private int lineEnd;

  /// @param out flushed before the connection waits for its next request or for the rest of its
  ///   head
  InputBuffer(Transport transport, OutputBuffer out, Deadlines deadlines, BufferPool pool) {
    this.transport = transport;
    this.out = out;
    this.deadlines = deadlines;
    this.pool = pool;
  }

  /// Returns the array that the last line and the unread octets are in.
  byte[] bytes() {
    return bytes;
  }

  /// Returns where the last line begins.
  int lineStart() {
    return lineStart;
  }

  /// Returns where the last line ends, its CRLF not included.
  int lineEnd() {
    return lineEnd;
  }

  /// Returns how many octets were used or are buffered, since the connection began.
  long received() {
    return discarded + end;
  }

  /// Returns how many octets of the connection come before index `at` of the array.
  long offset(int at) {
    return discarded + at;
  }

  /// Returns how many octets were used since the connection began.
  long offset() {
    return offset(start);
  }

  boolean isEmpty() {
    return start == end;
  }

  /// Returns the next octet without using it; there must be one.
  byte peek() {
    return bytes[start];
  }

  /// Returns whether the unread octets begin with `expected`, without using them; blocks until that
  /// is known.
  boolean startsWith(byte[] expected) throws IOException {
    for (int i = 0; i < expected.length; i++) {
      while (end - start == i) {
        if (!fill()) {
          return false;
        }
      }
      if (bytes[start + i] != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /// Blocks until there is an octet. Returns false if the peer has closed its sending side.
  boolean awaitOctet() throws IOException {
    if (isEmpty()) {
      release();
      out.flush();
      if (transport.awaitsReadable()) {
        transport.awaitReadable();
      }
      return fill();
    }
    return true;
  }

  /// Reads the next line, which ends in CRLF, and uses it up; blocks until it is whole.
  ///
  /// @param bytesMax how long it may be without its CRLF
  /// @return false if the peer has closed its sending side before the line's first octet
  /// @throws BadMessageException if the line is longer (`tooLong`), ends in a bare LF, or is cut
  ///   off (`cutOff`)
  boolean readLine(int bytesMax, RejectReason tooLong, RejectReason cutOff) throws IOException {
    int scanned = 0;
    while (true) {
      int at = indexOfLf(start + scanned);
      if (at >= 0) {
        return endLine(at, bytesMax, tooLong);
      }
      scanned = end - start;
      if (scanned - 1 > bytesMax) {
        throw new BadMessageException(tooLong, offset(start + bytesMax + 1));
      }
      if (!fill()) {
        if (scanned == 0) {
          return false;
        }
        throw new BadMessageException(cutOff, offset(end));
      }
    }
  }

  private boolean endLine(int lf, int bytesMax, RejectReason tooLong) throws BadMessageException {
    if (lf - start - 1 > bytesMax) {
      throw new BadMessageException(tooLong, offset(start + bytesMax + 1));
    }
    if (lf == start || bytes[lf - 1] != '\r') {
      throw new BadMessageException(RejectReason.BARE_LF, offset(lf));
    }
    lineStart = start;
    lineEnd = lf - 1;
    start = lf + 1;
    return true;
  }

  private int indexOfLf(int from) {
    byte[] b = bytes;
    for (int i = from; i < end; i++) {
      if (b[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  /// Uses `octets` up and returns true, if they come next and have all arrived.
  boolean skip(byte[] octets) {
    int to = start + octets.length;
    boolean next = to <= end && Arrays.equals(bytes, start, to, octets, 0, octets.length);
    start = next ? to : start;
    return next;
  }

  /// Returns a copy of the last `length` octets that were used, or null if they are more than `max`
  /// or not in the array any more.
  byte @Nullable [] last(long length, int max) {
    return length <= Math.min(max, start)
        ? Arrays.copyOfRange(bytes, start - (int) length, start)
        : null;
  }

  private int take(byte[] b, int off, int len) {
    int length = Math.min(len, end - start);
    System.arraycopy(bytes, start, b, off, length);
    start += length;
    return length;
  }

  /// Says whether what is read next is content, which has deadlines of its own.
  void inContent(boolean content) {
    inContent = content;
  }

  /// Reads octets of content, the buffered ones first; blocks until there is one.
  ///
  /// @throws BadMessageException if the peer has closed its sending side
  int readContent(byte[] b, int off, int len) throws IOException {
    if (!isEmpty()) {
      return take(b, off, len);
    }
    int length = read(b, off, len);
    if (length < 0) {
      throw new BadMessageException(RejectReason.INCOMPLETE_CONTENT, received());
    }
    discarded += length;
    return length;
  }

  private int read(byte[] b, int off, int len) throws IOException {
    return inContent ? deadlines.readContent(b, off, len) : transport.read(b, off, len);
  }

  /// Reads more octets behind those that are there, blocking until there is one.
  ///
  /// @return false if the peer has closed its sending side
  /// @throws SocketTimeoutException if the read deadline has passed
  boolean fill() throws IOException {
    if (!inContent) {
      out.flush();
    }
    makeRoom();
    int length = read(bytes, end, bytes.length - end);
    if (length < 0) {
      return false;
    }
    end += length;
    return true;
  }

  private void makeRoom() {
    if (isEmpty()) {
      discarded += end;
      start = 0;
      end = 0;
      if (bytes.length == 0) {
        useIdleArray();
      }
    } else if (end == bytes.length) {
      moveToLarger();
    }
  }

  private void useIdleArray() {
    if (transport.awaitsReadable()) {
      bytes = pool.acquire();
    } else {
      if (idle.length == 0) {
        idle = new byte[IDLE_BYTES];
      }
      bytes = idle;
    }
  }

  private void moveToLarger() {
    byte[] old = bytes;
    int unread = end - start;
    boolean compact = start >= old.length / 2;
    byte[] larger = compact ? old : larger(old.length);
    System.arraycopy(old, start, larger, 0, unread);
    discarded += start;
    start = 0;
    end = unread;
    if (!compact) {
      giveBack(old);
    }
    bytes = larger;
  }

  private byte[] larger(int length) {
    return length < pool.bufferBytes() ? pool.acquire() : new byte[2 * length];
  }

  /// Gives the array back; the buffer must be empty.
  void release() {
    discarded += end;
    start = 0;
    end = 0;
    giveBack(bytes);
    bytes = NONE;
  }

  @SuppressWarnings("ReferenceEquality") // the connection's own array, whatever its size
  private void giveBack(byte[] array) {
    if (array.length == pool.bufferBytes() && array != idle) {
      pool.release(array);
    }
  }

  /// Returns a copy of the unread octets and uses them up.
  byte[] takeAll() {
    byte[] rest = Arrays.copyOfRange(bytes, start, end);
    start = end;
    return rest;
  }
}
