package weft.internal.exchange;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.ContentFilter;

/// Content on its way through the filters of a response, the last added of which comes first.
///
/// ```
///   write  --->  Link  --->  stream of a filter  --->  Link  --->  …  --->  Link  --->  sink
/// ```
///
/// It remembers whether a filter has failed: content is missing then, though the handler may have
/// taken no notice.
final class FilteredContent {

  private final List<ContentFilter> filters = new ArrayList<>(1);
  private final Link first = new Link();
  private Link last = first;
  private boolean begun;
  private boolean open;
  private @Nullable Throwable failure;

  /// Adds a filter that sees the content before those that are there.
  ///
  /// @throws IllegalStateException if they were asked already
  void add(ContentFilter filter) {
    if (begun) {
      throw new IllegalStateException("content was filtered");
    }
    filters.addFirst(filter);
  }

  /// Returns whether the filters were asked.
  boolean hasBegun() {
    return begun;
  }

  /// Asks each filter what becomes of the content; the first one first, so that the others see the
  /// fields that it has set. Returns whether any of them changes it.
  ///
  /// @param length of the content, -1 if it is not known
  boolean begin(long length) throws IOException {
    begun = true;
    try {
      for (ContentFilter filter : filters) {
        var next = new Link();
        OutputStream stream = filter.around(next, open ? Stream.UNKNOWN_LENGTH : length);
        if (stream != null) {
          Link before = last;
          last = next;
          open = true;
          before.leadTo(stream);
        }
      }
      return open;
    } catch (Throwable e) {
      failure = e;
      throw e;
    }
  }

  /// Sets where the changed content comes out.
  void leadTo(OutputStream sink) throws IOException {
    last.leadTo(sink);
  }

  void write(byte[] b, int off, int len) throws IOException {
    try {
      first.write(b, off, len);
    } catch (Throwable e) {
      failure = e;
      throw e;
    }
  }

  void flush() throws IOException {
    try {
      first.flush();
    } catch (Throwable e) {
      failure = e;
      throw e;
    }
  }

  /// Ends the content; further calls do nothing.
  void close() throws IOException {
    if (!open) {
      return;
    }
    open = false;
    try {
      first.close();
    } catch (Throwable e) {
      failure = e;
      throw e;
    } finally {
      last.leadNowhere();
    }
  }

  /// Has the streams give back what they hold; what they write then goes nowhere.
  void drop() throws IOException {
    last.leadNowhere();
    close();
  }

  /// Throws if a filter has failed.
  void check() throws IOException {
    if (failure != null) {
      throw new IOException("a filter has failed, content is missing", failure);
    }
  }

  /// What leads to a stream that is made later: until then it keeps what comes.
  private static final class Link extends FilterOutputStream {

    Link() {
      super(new ByteArrayOutputStream(0));
    }

    void leadTo(OutputStream target) throws IOException {
      var early = (ByteArrayOutputStream) out;
      out = target;
      if (early.size() > 0) {
        early.writeTo(target);
      }
    }

    void leadNowhere() {
      out = OutputStream.nullOutputStream();
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      out.write(b, off, len);
    }

    @Override
    public void close() throws IOException {
      out.close(); // without the flush before it
    }
  }
}
