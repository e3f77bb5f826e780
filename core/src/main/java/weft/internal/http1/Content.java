package weft.internal.http1;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.Header;
import weft.internal.exchange.BadMessageException;
import weft.internal.exchange.ContentTimeoutException;

/// The content of a request as its handler reads it (RFC 9112 §6, §7).
abstract sealed class Content extends InputStream permits NoContent, FixedContent, ChunkedContent {

  private static final Header NO_TRAILER = new Header().freeze();

  /// How much is allocated before anything has arrived: a peer can announce any length.
  private static final int FIRST_BYTES_MAX = 64 << 10;

  private static final int CHUNKED_FIRST_BYTES = 8 << 10;

  private static final int ARRAY_BYTES_MAX = Integer.MAX_VALUE - 8;

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

  /// Reads into one array of the announced length, which [InputStream] does not know.
  @Override
  public final byte[] readNBytes(int len) throws IOException {
    if (len < 0) {
      throw new IllegalArgumentException("negative length: " + len);
    }
    boolean announced = remaining() >= 0;
    int max = announced ? (int) Math.min(len, remaining()) : len;
    byte[] b = new byte[Math.min(max, announced ? FIRST_BYTES_MAX : CHUNKED_FIRST_BYTES)];
    int length = readNBytes(b, 0, b.length);
    while (length == b.length && length < max) {
      b = Arrays.copyOf(b, (int) Math.min(max, 2L * length));
      length += readNBytes(b, length, b.length - length);
    }
    return length == b.length ? b : Arrays.copyOf(b, length);
  }

  @Override
  public final byte[] readAllBytes() throws IOException {
    byte[] b = readNBytes(ARRAY_BYTES_MAX);
    if (b.length == ARRAY_BYTES_MAX && read() >= 0) {
      throw new OutOfMemoryError("the content is larger than an array");
    }
    return b;
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
