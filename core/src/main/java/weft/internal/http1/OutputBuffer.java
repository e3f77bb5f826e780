package weft.internal.http1;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import weft.internal.net.BufferPool;

/// What is to be sent, gathered so that a head and a small content leave in one write, and the
/// responses to pipelined requests as well.
final class OutputBuffer {

  private static final byte[] NONE = {};

  /// How much of a file must be sent under one deadline: at the least data rate of 240 octets a
  /// second, this takes 4.6 minutes.
  private static final long FILE_PIECE_BYTES = 64 << 10;

  private final Deadlines deadlines;
  private final BufferPool pool;
  private byte[] bytes = NONE;
  private int length;
  private long sent;

  OutputBuffer(Deadlines deadlines, BufferPool pool) {
    this.deadlines = deadlines;
    this.pool = pool;
  }

  /// Returns how many octets were handed to the kernel since the connection began.
  long sent() {
    return sent;
  }

  /// Returns whether nothing waits to be sent.
  boolean isEmpty() {
    return length == 0;
  }

  void put(byte[] b) throws IOException {
    put(b, 0, b.length);
  }

  /// Appends octets; those that the array has no room for leave at once.
  void put(byte[] b, int off, int len) throws IOException {
    if (len > room()) {
      flush(len > bytes.length);
      if (len > room()) {
        deadlines.write(b, off, len, false);
        sent += len;
        return;
      }
    }
    System.arraycopy(b, off, bytes, length, len);
    length += len;
  }

  /// Appends `s`, whose characters are all below U+0100.
  @SuppressWarnings("deprecation") // String.getBytes(int, int, byte[], int) is exactly ISO-8859-1
  void put(String s) throws IOException {
    int len = s.length();
    if (len > room()) {
      put(s.getBytes(StandardCharsets.ISO_8859_1), 0, len);
      return;
    }
    s.getBytes(0, len, bytes, length);
    length += len;
  }

  /// Appends a number in decimal digits.
  void putDecimal(long number) throws IOException {
    putDigits(number, 10);
  }

  /// Appends a number in hexadecimal digits.
  void putHex(long number) throws IOException {
    putDigits(number, 16);
  }

  private void putDigits(long number, int radix) throws IOException {
    int digits = 1;
    for (long rest = number / radix; rest > 0; rest /= radix) {
      digits++;
    }
    if (digits > room()) {
      flush();
    }
    long rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) Character.forDigit((int) (rest % radix), radix);
      rest /= radix;
    }
    length += digits;
  }

  /// Hands everything to the kernel; blocks until it was taken.
  void flush() throws IOException {
    flush(false);
  }

  private void flush(boolean moreFollows) throws IOException {
    if (length > 0) {
      int pending = length;
      length = 0;
      deadlines.write(bytes, 0, pending, moreFollows);
      sent += pending;
    }
  }

  /// Sends what is here and then octets of a file, as [Deadlines#sendFile]; returns how many of the
  /// file.
  long sendFile(SeekableByteChannel file, long count) throws IOException {
    flush(true);
    long sentBefore = sent;
    long left = count;
    while (left > 0) {
      long n = deadlines.sendFile(file, left, Math.min(left, FILE_PIECE_BYTES));
      if (n == 0) {
        break;
      }
      sent += n;
      left -= n;
    }
    return sent - sentBefore;
  }

  /// Gives the array back; what was not flushed is lost.
  void release() {
    length = 0;
    if (bytes.length > 0) {
      pool.release(bytes);
      bytes = NONE;
    }
  }

  private int room() {
    if (bytes.length == 0) {
      bytes = pool.acquire();
    }
    return bytes.length - length;
  }
}
