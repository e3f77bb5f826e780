package weft.internal.exchange;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import weft.ContentFilter;

/// Two filters, the first of which sees what the handler writes.
record FilterPair(ContentFilter first, ContentFilter second) implements ContentFilter {

  /// The first is asked first, so that the second sees the fields that it set.
  @Override
  public @Nullable OutputStream around(OutputStream to, long length) throws IOException {
    var between = new Between();
    OutputStream begin = first.around(between, length);
    OutputStream end = null;
    try {
      end = second.around(to, begin == null ? length : Stream.UNKNOWN_LENGTH);
      between.leadTo(end == null ? to : end);
      return begin == null ? end : begin;
    } catch (Throwable e) {
      try (OutputStream _ = begin == null ? end : begin) { // nobody else closes what was made
        throw e;
      }
    }
  }

  /// Where the first filter writes to; what its stream writes while it is made waits for the
  /// second.
  private static final class Between extends FilterOutputStream {

    private final ByteArrayOutputStream early;

    Between() {
      this(new ByteArrayOutputStream());
    }

    private Between(ByteArrayOutputStream early) {
      super(early);
      this.early = early;
    }

    void leadTo(OutputStream target) throws IOException {
      out = target;
      early.writeTo(target);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      out.write(b, off, len);
    }
  }
}
