package weft.middleware;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Compresses one content: as gzip (RFC 1952), or as zlib (RFC 1950), which HTTP calls deflate (RFC
/// 9110 §8.4.1.2).
///
/// It is the loop of `GZIPOutputStream` without its lock and its small buffer.
final class Encoder extends FilterOutputStream {

  private static final int OUTPUT_BYTES = 8 << 10;

  // ID1 ID2 CM=deflate FLG=0 MTIME=0 XFL=0 OS=unknown (RFC 1952 §2.3)
  private static final byte[] GZIP_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private final boolean gzip;
  private final Deflater deflater;
  private final CRC32 crc = new CRC32();
  private final byte[] output = new byte[OUTPUT_BYTES];
  private final Runnable onClose;
  private boolean begun;
  private boolean dirty; // whether there is something that a flush would send
  private boolean closed;

  /// @param onClose run once, when the memory outside the heap is given back
  Encoder(boolean gzip, int level, OutputStream to, Runnable onClose) {
    super(to);
    this.gzip = gzip;
    this.onClose = onClose;
    deflater = new Deflater(level, gzip);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    begin();
    dirty = true;
    crc.update(b, off, len);
    deflater.setInput(b, off, len);
    while (!deflater.needsInput()) {
      put(Deflater.NO_FLUSH);
    }
  }

  /// Writes out all that was given, so that the client can read it.
  @Override
  public void flush() throws IOException {
    begin();
    if (dirty) {
      dirty = false;
      while (put(Deflater.SYNC_FLUSH) == output.length) {
        // A full buffer: there may be more.
      }
    }
    out.flush();
  }

  /// Writes the end of the content, and gives memory back.
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (OutputStream _ = out) {
      finish();
    } finally {
      deflater.end();
      onClose.run();
    }
  }

  private void finish() throws IOException {
    begin();
    deflater.finish();
    while (!deflater.finished()) {
      put(Deflater.NO_FLUSH);
    }
    if (gzip) {
      // CRC32 ISIZE, each little-endian (RFC 1952 §2.3)
      putInt(0, crc.getValue());
      putInt(Integer.BYTES, deflater.getBytesRead());
      out.write(output, 0, 2 * Integer.BYTES);
    }
  }

  private void begin() throws IOException {
    if (gzip && !begun) {
      out.write(GZIP_HEADER);
    }
    begun = true;
  }

  private int put(int flush) throws IOException {
    int length = deflater.deflate(output, 0, output.length, flush);
    out.write(output, 0, length);
    return length;
  }

  private void putInt(int at, long value) {
    for (int i = 0; i < Integer.BYTES; i++) {
      output[at + i] = (byte) (value >> (Byte.SIZE * i));
    }
  }
}
