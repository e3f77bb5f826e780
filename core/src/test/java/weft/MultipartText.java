package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Multipart contents for tests: octets as the characters U+0000 to U+00FF.
final class MultipartText {

  static final String TYPE = "multipart/form-data; boundary=b";

  /// A part that was read, as `name: value` lines of its header and its content.
  record Read(List<String> header, String content) {
    static Read of(String field, String content) {
      return new Read(List.of(field), content);
    }
  }

  /// What is expected to be refused.
  interface Action {
    void run() throws IOException;
  }

  private MultipartText() {}

  /// Fails unless the action is refused with this status.
  static void assertStatus(int status, Action action) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(action::run)
        .satisfies(e -> assertThat(e.status()).as(e.getMessage()).isEqualTo(status));
  }

  /// Reads all parts.
  static List<Read> read(InputStream content, String boundary) throws IOException {
    var reader = new MultipartReader(content, boundary, Limits.STANDARD);
    var all = new ArrayList<Read>();
    for (Part part = reader.next(); part != null; part = reader.next()) {
      var header = new ArrayList<String>();
      part.header().forEach((name, value) -> header.add(name + ": " + value));
      all.add(new Read(header, text(part.body())));
    }
    assertThat(reader.next()).isNull();
    return all;
  }

  /// Returns a content with boundary `b` that has these parts, each a header section, an empty line
  /// and its content, with LF for each line end of the header.
  static String of(String... parts) {
    var text = new StringBuilder();
    for (String part : parts) {
      int empty = part.indexOf("\n\n");
      text.append("--b\r\n")
          .append(part.substring(0, empty).replace("\n", "\r\n"))
          .append("\r\n\r\n")
          .append(part, empty + 2, part.length())
          .append("\r\n");
    }
    return text + "--b--\r\n";
  }

  /// Returns a part that is a field of a form.
  static String field(String name, String value) {
    return "Content-Disposition: form-data; name=\"" + name + "\"\n\n" + value;
  }

  /// Returns a part that is a file.
  static String file(String name, String fileName, String content) {
    String disposition = "form-data; name=\"" + name + "\"; filename=\"" + fileName + "\"";
    return "Content-Disposition: " + disposition + "\nContent-Type: text/plain\n\n" + content;
  }

  static Request request(String content) {
    return request(content, Limits.STANDARD);
  }

  static Request request(String content, Limits limits) {
    return Request.builder(Methods.POST, "/")
        .field("Content-Type", TYPE)
        .limits(limits)
        .body(stream(content), content.length())
        .build();
  }

  static InputStream stream(String octets) {
    return new ByteArrayInputStream(octets.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// A stream of which a read takes at most `bytesMax`.
  static InputStream inPieces(String octets, int bytesMax) {
    return new ByteArrayInputStream(octets.getBytes(StandardCharsets.ISO_8859_1)) {
      @Override
      public synchronized int read(byte[] b, int off, int len) {
        return super.read(b, off, Math.min(len, bytesMax));
      }
    };
  }

  static String text(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }
}
