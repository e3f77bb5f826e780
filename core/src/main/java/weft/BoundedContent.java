package weft;

import java.io.IOException;
import java.io.InputStream;

/// A content that throws [ContentTooLargeException] where a bound is passed, after the bytes before
/// it were read.
final class BoundedContent extends InputStream {

  private final InputStream content;
  private final long bytesMax;
  private long remaining;
  private boolean exceeded;

  BoundedContent(InputStream content, long bytesMax) {
    this.content = content;
    this.bytesMax = bytesMax;
    this.remaining = bytesMax;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    if (exceeded) {
      throw new ContentTooLargeException(bytesMax);
    }
    if (len == 0) {
      return 0;
    }
    // One byte more than may be read shows whether the content ends at the bound.
    int wanted = (int) Math.min(len - 1, remaining) + 1;
    int n = content.read(b, off, wanted);
    if (n <= remaining) {
      remaining -= Math.max(n, 0);
      return n;
    }
    exceeded = true;
    if (remaining == 0) {
      throw new ContentTooLargeException(bytesMax);
    }
    return (int) remaining;
  }

  @Override
  public int available() throws IOException {
    return exceeded ? 0 : (int) Math.min(content.available(), remaining);
  }

  @Override
  public void close() throws IOException {
    content.close();
  }
}
