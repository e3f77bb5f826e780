package weft.internal.net;

/// A bounded queue of bytes. Not safe for use by several threads.
final class ByteRing {

  private static final int BYTES_FIRST = 1 << 10;

  private final int bytesMax;
  private byte[] ring = {};
  private int head;
  private int count;

  ByteRing(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  int count() {
    return count;
  }

  boolean isEmpty() {
    return count == 0;
  }

  boolean isFull() {
    return count == bytesMax;
  }

  void clear() {
    count = 0;
  }

  /// Adds as many of the bytes as there is room for, and returns how many.
  int put(byte[] b, int off, int len) {
    int n = Math.min(len, bytesMax - count);
    if (n == 0) {
      return 0;
    }
    if (count + n > ring.length) {
      grow(count + n);
    }
    int at = (head + count) % ring.length;
    int first = Math.min(n, ring.length - at);
    System.arraycopy(b, off, ring, at, first);
    System.arraycopy(b, off + first, ring, 0, n - first);
    count += n;
    return n;
  }

  /// Removes at most `len` bytes, and returns how many.
  int take(byte[] b, int off, int len) {
    int n = Math.min(len, count);
    copy(b, off, n);
    count -= n;
    head = count == 0 ? 0 : (head + n) % ring.length;
    return n;
  }

  private void copy(byte[] to, int off, int n) {
    int first = Math.min(n, ring.length - head);
    System.arraycopy(ring, head, to, off, first);
    System.arraycopy(ring, 0, to, off + first, n - first);
  }

  private void grow(int bytes) {
    int size = Math.max(BYTES_FIRST, Integer.highestOneBit(bytes - 1) << 1);
    byte[] to = new byte[Math.min(size, bytesMax)];
    copy(to, 0, count);
    ring = to;
    head = 0;
  }
}
