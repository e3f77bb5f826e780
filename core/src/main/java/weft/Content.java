package weft;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The content of a request, shared by the copies of the request: a form is read once for all of
/// them.
final class Content {

  private final InputStream stream;
  private final long length;
  private @Nullable Values form;

  Content(InputStream stream, long length) {
    this.stream = stream;
    this.length = length;
  }

  InputStream stream() {
    return stream;
  }

  long length() {
    return length;
  }

  /// Returns the parameters of the content, read by the first of the copies that asks.
  Values form(Request request) throws IOException {
    Values read = form;
    if (read == null) {
      read = Values.parseContent(request);
      form = read;
    }
    return read;
  }

  /// Returns this content behind a bound of `bytes`; a form that was read already stays known.
  Content bounded(long bytes) {
    var bounded = new Content(new BoundedContent(stream, bytes), length);
    bounded.form = form;
    return bounded;
  }
}
