package weft.internal.exchange;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import weft.ContentFilter;

/// Remembers whether a filter has failed: then content is missing, though the handler may have
/// taken no notice.
final class WatchedFilter implements ContentFilter {

  private final ContentFilter filter;
  private @Nullable Throwable failure;

  WatchedFilter(ContentFilter filter) {
    this.filter = filter;
  }

  /// @param watched null if no filter was asked
  /// @throws IOException if it has failed
  static void check(@Nullable WatchedFilter watched) throws IOException {
    if (watched != null && watched.failure != null) {
      throw new IOException("a filter has failed, content is missing", watched.failure);
    }
  }

  @Override
  public @Nullable OutputStream around(OutputStream to, long length) throws IOException {
    try {
      OutputStream stream = filter.around(to, length);
      return stream == null ? null : new Watched(stream);
    } catch (Throwable e) {
      failure = e;
      throw e;
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private void watch(Step step) throws IOException {
    try {
      step.run();
    } catch (Throwable e) {
      failure = e;
      throw e;
    }
  }

  private final class Watched extends FilterOutputStream {

    Watched(OutputStream stream) {
      super(stream);
    }

    @Override
    public void write(int b) throws IOException {
      watch(() -> out.write(b));
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      watch(() -> out.write(b, off, len));
    }

    @Override
    public void flush() throws IOException {
      watch(out::flush);
    }

    @Override
    public void close() throws IOException {
      watch(out::close);
    }
  }
}
