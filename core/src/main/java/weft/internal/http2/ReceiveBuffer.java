package weft.internal.http2;

/// Content that arrived and was not read yet: a ring that grows as it is needed. Its bound is the
/// window of the stream. Guarded by the connection's lock.
final class ReceiveBuffer {

  private static final byte[] NONE = {};
  private static final int LENGTH_FIRST = 1024;

  private byte[] ring = NONE;
  private int head;
  private int count;

  int count() {
    return count;
  }

  void put(byte[] b, int off, int len) {
    if (count + len > ring.length) {
      grow(count + len);
    }
    int at = (head + count) & (ring.length - 1);
    int first = Math.min(len, ring.length - at);
    System.arraycopy(b, off, ring, at, first);
    System.arraycopy(b, off + first, ring, 0, len - first);
    count += len;
  }

  /// Moves at most `len` octets into `b`, and returns how many.
  int take(byte[] b, int off, int len) {
    int n = Math.min(len, count);
    int first = Math.min(n, ring.length - head);
    System.arraycopy(ring, head, b, off, first);
    System.arraycopy(ring, 0, b, off + first, n - first);
    head = (head + n) & (ring.length - 1);
    count -= n;
    return n;
  }

  /// Forgets the octets, and returns how many there were.
  int clear() {
    int forgotten = count;
    ring = NONE;
    head = 0;
    count = 0;
    return forgotten;
  }

  private void grow(int needed) {
    int length = Math.max(LENGTH_FIRST, Integer.highestOneBit(Math.max(1, needed - 1)) << 1);
    byte[] larger = new byte[length];
    int n = count;
    if (n > 0) {
      take(larger, 0, n);
    }
    ring = larger;
    head = 0;
    count = n;
  }
}
