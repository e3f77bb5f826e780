package weft;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The content of a request, shared by the copies of the request: a form is read once for all of
/// them.
final class Content {

  private final InputStream stream;
  private final long length;

  /// The content that the request came with, which knows what has to be removed in the end.
  private final Content first;

  private @Nullable List<MultipartForm> multipartForms;
  private @Nullable Values form;
  private @Nullable MultipartForm multipartForm;
  private boolean multipartBegun;

  /// @param before the content that this one takes the place of, null for none
  Content(InputStream stream, long length, @Nullable Content before) {
    this.stream = stream;
    this.length = length;
    first = before == null ? this : before.first;
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

  /// Returns the parts of the content, for who is the first to ask.
  ///
  /// @throws IllegalStateException for everybody else
  MultipartReader multipartReader(Request request, boolean mixed) throws StatusException {
    if (multipartBegun) {
      throw new IllegalStateException("the content is being read as multipart already");
    }
    MultipartReader reader = MultipartReader.of(request, mixed);
    multipartBegun = true;
    return reader;
  }

  /// Returns the whole form, read by the first of the copies that asks.
  MultipartForm multipartForm(Request request, int memoryBytesMax) throws IOException {
    MultipartForm read = multipartForm;
    if (read == null) {
      MultipartReader parts = multipartReader(request, false);
      read = FormCollector.collect(parts, request.limits(), memoryBytesMax);
      multipartForm = read;
      first.keep(read);
    }
    return read;
  }

  private void keep(MultipartForm form) {
    if (multipartForms == null) {
      multipartForms = new ArrayList<>(1);
    }
    multipartForms.add(form);
  }

  /// Deletes the temporary files of all forms.
  void removeFiles() {
    if (first.multipartForms != null) {
      first.multipartForms.forEach(MultipartForm::close);
    }
  }

  /// Returns this content behind a bound of `bytes`; a form that was read already stays known.
  Content bounded(long bytes) {
    var bounded = new Content(new BoundedContent(stream, bytes), length, this);
    bounded.form = form;
    bounded.multipartForm = multipartForm;
    bounded.multipartBegun = multipartBegun;
    return bounded;
  }
}
