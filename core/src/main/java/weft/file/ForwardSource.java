package weft.file;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Content that can be read only from its start, and by skipping.
///
/// What was opened last goes on where it is when a later position is asked for: ranges in ascending
/// order cost one pass, not one each.
final class ForwardSource implements ContentSource, AutoCloseable {

  /// Opens the content at its start.
  interface Opener {
    InputStream open() throws IOException;
  }

  private final Opener opener;
  private @Nullable InputStream current;
  private long at;

  ForwardSource(Opener opener) {
    this.opener = opener;
  }

  /// Returns a stream that is valid until the next is opened or this is closed.
  @Override
  public InputStream open(long position) throws IOException {
    InputStream in = current;
    if (in == null || position < at) {
      close();
      in = opener.open();
      current = in;
      at = 0;
    }
    in.skipNBytes(position - at);
    at = position;
    return new Part(in);
  }

  @Override
  public void close() throws IOException {
    if (current != null) {
      current.close();
    }
  }

  /// What is read of the content in one go; to close it leaves the content open.
  private final class Part extends FilterInputStream {
    Part(InputStream content) {
      super(content);
    }

    @Override
    public int read() throws IOException {
      int octet = super.read();
      at += octet < 0 ? 0 : 1;
      return octet;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      int length = super.read(b, off, len);
      at += Math.max(0, length);
      return length;
    }

    @Override
    public void close() {}
  }
}
