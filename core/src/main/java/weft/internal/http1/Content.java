package weft.internal.http1;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.Header;
import weft.internal.exchange.BadMessageException;
import weft.internal.exchange.ContentTimeoutException;

/// The content of a request as its handler reads it (RFC 9112 §6, §7).
abstract sealed class Content extends InputStream permits NoContent, FixedContent, ChunkedContent {

  private static final Header NO_TRAILER = new Header().freeze();

  private boolean closed;
  private boolean handlerReturned;
  private long count;
  private @Nullable IOException failure;

  /// Reads octets of content; 0 is not returned, -1 is the end.
  abstract int readSome(byte[] b, int off, int len) throws IOException;

  /// Returns whether everything up to the end of the message was read.
  abstract boolean isComplete();

  /// Returns how many octets are left, -1 if that is not known.
  abstract long remaining();

  /// Is called before each read; the first one may have to ask the client to go on.
  abstract void beforeRead() throws IOException;

  /// Is told of each failure that leaves the framing in doubt.
  abstract void broken(IOException failure);

  /// Returns the trailer section, read-only; empty before the content is complete.
  Header trailer() {
    return NO_TRAILER;
  }

  /// Returns how many octets were read so far.
  final long count() {
    return count;
  }

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public final int read(byte[] b, int off, int len) throws IOException {
    Objects.checkFromIndexSize(off, len, b.length);
    if (closed || handlerReturned) {
      throw new IOException(closed ? "the content was closed" : "the handler has returned");
    }
    return len == 0 ? 0 : readCounted(b, off, len);
  }

  private int readCounted(byte[] b, int off, int len) throws IOException {
    if (isComplete()) {
      return -1;
    }
    try {
      if (failure != null) {
        throw failure;
      }
      beforeRead();
      int length = readSome(b, off, len);
      count += Math.max(0, length);
      return length;
    } catch (BadMessageException | ContentTimeoutException e) {
      failure = e;
      broken(e);
      throw e;
    }
  }

  @Override
  public final void close() {
    closed = true;
  }

  /// Makes every later read fail: the content is the connection's again.
  final void handlerReturned() {
    handlerReturned = true;
  }

  /// Reads the rest away if it is at most `max` octets, and returns whether it was.
  final boolean discard(int max) throws IOException {
    if (remaining() > max) {
      return false;
    }
    byte[] scratch = new byte[Math.min(max, 8 << 10)];
    int left = max;
    while (!isComplete()) {
      int length = readCounted(scratch, 0, Math.min(scratch.length, Math.max(1, left)));
      left -= length;
      if (left < 0) {
        return false;
      }
    }
    return true;
  }
}
