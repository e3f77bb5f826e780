package weft;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import weft.fuzz.Allocation;

/// Multipart contents: read or refused with [StatusException], never anything else, and the same in
/// whatever pieces they arrive.
class MultipartFuzzTest {

  private static final String BOUNDARY = "b";

  private static final Limits SMALL =
      Limits.STANDARD
          .with()
          .multipart(
              MultipartLimits.STANDARD
                  .withPartsMax(3)
                  .withHeaderBytesMax(64)
                  .withHeaderFieldsMax(2))
          .build();

  @FuzzTest(maxDuration = "2m")
  void partsAreTheSameInOneReadAndInMany(byte[] data) throws Exception {
    for (Limits limits : new Limits[] {Limits.STANDARD, SMALL}) {
      List<String> whole =
          Allocation.bounded(data.length, () -> read(data, Integer.MAX_VALUE, 8192, limits));
      assertThat(read(data, 1, 8192, limits)).isEqualTo(whole);
      assertThat(read(data, Integer.MAX_VALUE, 1, limits)).isEqualTo(whole);
      assertThat(read(data, 7, 3, limits)).isEqualTo(whole);
    }
  }

  @FuzzTest(maxDuration = "2m")
  void contentSurvivesEncoding(byte[] data) throws Exception {
    String content = text(data);
    if (("\r\n" + content).contains("\r\n--" + BOUNDARY)) {
      return; // a sender chooses another boundary
    }
    String octets =
        "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n" + content + "\r\n--b--\r\n";
    assertThat(read(octets.getBytes(StandardCharsets.ISO_8859_1), 5, 64, Limits.STANDARD))
        .containsExactly("a||false|[Content-Disposition: form-data; name=a]", content);
  }

  /// Returns names, header and content of each part, and at the end what it was refused with.
  private static List<String> read(byte[] data, int pieceBytesMax, int readBytes, Limits limits)
      throws IOException {
    var reader = new MultipartReader(pieces(data, pieceBytesMax), BOUNDARY, limits);
    var read = new ArrayList<String>();
    byte[] buffer = new byte[readBytes];
    var content = new ByteArrayOutputStream();
    try {
      for (Part part = reader.next(); part != null; part = reader.next()) {
        var fields = new ArrayList<String>();
        part.header().forEach(field -> fields.add(field.name() + ": " + field.value()));
        read.add(part.name() + "|" + part.fileName() + "|" + part.isFile() + "|" + fields);
        assertThat(part.fileName()).doesNotContain("/", "\\", "\0").isNotEqualTo("..");
        content.reset();
        InputStream body = part.body();
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
          assertThat(n).as("octets of one read").isPositive();
          content.write(buffer, 0, n);
        }
        read.add(text(content.toByteArray()));
      }
    } catch (StatusException e) {
      assertThat(e.status()).isIn(400, 413);
      read.add(text(content.toByteArray()));
      read.add(e.status() + " " + e.getMessage());
    }
    assertThat(reader.bytesRead()).isBetween(0L, (long) data.length);
    return read;
  }

  private static InputStream pieces(byte[] data, int bytesMax) {
    return new ByteArrayInputStream(data) {
      @Override
      public synchronized int read(byte[] b, int off, int len) {
        return super.read(b, off, Math.min(len, bytesMax));
      }
    };
  }

  private static String text(byte[] octets) {
    return new String(octets, StandardCharsets.ISO_8859_1);
  }
}
