package weft.internal.http2;

import org.jspecify.annotations.Nullable;
import weft.internal.net.BufferPool;

/// Content that arrived and was not read yet. Its bound is the window of the stream. Guarded by the
/// connection's lock.
///
/// It lies in arrays, one after the other, which are filled and emptied and never copied to larger
/// ones. What would fill half of an array of the pool lies in one; less lies in a small array. So
/// the arrays are never twice as large as what was sent, but for the first kilobyte.
final class ReceiveBuffer {

  private static final int SMALL_BYTES_MIN = 1024;

  private static final class Part {
    final byte[] bytes;
    int start;
    int end;
    @Nullable Part next;

    Part(byte[] bytes) {
      this.bytes = bytes;
    }
  }

  private final BufferPool pool;
  private @Nullable Part first;
  private @Nullable Part last;
  private int count;

  ReceiveBuffer(BufferPool pool) {
    this.pool = pool;
  }

  int count() {
    return count;
  }

  void put(byte[] b, int off, int len) {
    int end = off + len;
    for (int at = off; at < end; ) {
      Part to = last == null || last.end == last.bytes.length ? append(end - at) : last;
      int n = Math.min(end - at, to.bytes.length - to.end);
      System.arraycopy(b, at, to.bytes, to.end, n);
      to.end += n;
      at += n;
      count += n;
    }
  }

  private Part append(int more) {
    var part = new Part(array(count + more));
    if (last == null) {
      first = part;
    } else {
      last.next = part;
    }
    last = part;
    return part;
  }

  private byte[] array(int needed) {
    if (2 * needed >= pool.bufferBytes()) {
      return pool.acquire();
    }
    return new byte[Math.max(SMALL_BYTES_MIN, Integer.highestOneBit(2 * needed - 1))];
  }

  /// Moves at most `len` octets into `b`, and returns how many.
  int take(byte[] b, int off, int len) {
    int taken = Math.min(len, count);
    int left = taken;
    for (Part from = first; left > 0 && from != null; from = first) {
      int n = Math.min(left, from.end - from.start);
      System.arraycopy(from.bytes, from.start, b, off + taken - left, n);
      from.start += n;
      left -= n;
      count -= n;
      if (from.start == from.end) {
        emptied(from);
      }
    }
    return taken;
  }

  /// The first part is empty. A small one that is the last is used again.
  private void emptied(Part part) {
    if (part == last && part.bytes.length != pool.bufferBytes()) {
      part.start = 0;
      part.end = 0;
      return;
    }
    first = part.next;
    if (first == null) {
      last = null;
    }
    release(part);
  }

  /// Forgets the octets, and returns how many there were.
  int clear() {
    int forgotten = count;
    for (Part part = first; part != null; part = part.next) {
      release(part);
    }
    first = null;
    last = null;
    count = 0;
    return forgotten;
  }

  private void release(Part part) {
    if (part.bytes.length == pool.bufferBytes()) {
      pool.release(part.bytes);
    }
  }
}
