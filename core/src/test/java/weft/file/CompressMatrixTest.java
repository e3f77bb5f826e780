package weft.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.Handler;
import weft.Header;
import weft.Request;
import weft.file.Rfc9110Model.Ask;
import weft.file.Rfc9110Model.Current;
import weft.file.Rfc9110Model.IfRange;
import weft.file.Rfc9110Model.Range;
import weft.file.Rfc9110Model.Tag;
import weft.middleware.Compress;
import weft.test.WireResponse;

/// The combinations of [FileMatrixTest] with [Compress] around the handler: whoever knows the
/// compressed representation by its tag is answered as the model says of it.
///
/// Ranges are of the content as it is. So a compressed one has no range: If-Range with its tag is
/// not true.
class CompressMatrixTest {

  private static final String CONTENT = "0123456789".repeat(200);
  private static final int DIRECT_EACH = 13;

  private final List<String> wrong = new ArrayList<>();
  private int compared;

  @Test
  void contentIsAnsweredAsTheModelSays() throws Exception {
    byte[] content = CONTENT.getBytes(StandardCharsets.US_ASCII);
    for (Current current : Current.values()) {
      Handler handler =
          (w, r) -> {
            if (current != Current.NONE) {
              w.header().set("ETag", current == Current.WEAK ? "W/\"A\"" : "\"A\"");
            }
            ContentSource source = ContentSource.of(content);
            FileServer.serveContent(w, r, "a.txt", Asks.MODIFIED, content.length, source);
          };
      var asked = Asked.directly(new Compress().wrap(handler));
      compare(asked, current, List.of("GET", "HEAD", "PUT"), "gzip", DIRECT_EACH);
      compare(asked, current, List.of("GET", "HEAD", "PUT"), "", DIRECT_EACH);
    }
    assertThat(wrong).as("of " + compared).isEmpty();
    assertThat(compared).isGreaterThan(30_000);
  }

  @Test
  void filesAreAnsweredAsTheModelSaysOverEveryNetwork(@TempDir Path root) throws Exception {
    write(root.resolve("a.txt"), CONTENT);
    Handler files = new Compress().wrap(FileServer.of(root));
    EveryNetwork.ask(
        files,
        (over, each) -> {
          compare(over, Current.STRONG, List.of("GET", "HEAD"), "gzip", each);
          compare(over, Current.STRONG, List.of("GET", "HEAD"), "", each);
        });
    assertThat(wrong).as("of " + compared).isEmpty();
    assertThat(compared).isGreaterThan(5_000);
  }

  @Test
  void whatTheFileServerHasCompressedIsLeftAlone(@TempDir Path root) throws Exception {
    write(root.resolve("a.txt"), CONTENT);
    write(root.resolve("b.txt"), CONTENT);
    write(root.resolve("b.txt.gz"), "sibling");
    FileServer files = FileServer.builder(root).precompressed(true).gzip(true).build();
    Handler both = new Compress().withMinBytes(1).wrap(files);
    for (String path : List.of("/a.txt", "/b.txt")) {
      Request r = taking("gzip", Request.builder("GET", path).build());
      WireResponse once = Asked.directly(files).ask(r);
      WireResponse twice = Asked.directly(both).ask(r);
      assertThat(twice.content()).isEqualTo(once.content());
      assertThat(twice.header()).isEqualTo(once.header());
      String tag = once.header().get("ETag");
      Request again = r.toBuilder().field("If-None-Match", tag).build();
      assertThat(Asked.directly(both).ask(again).status()).isEqualTo(304);
      assertThat(Asked.directly(both).ask(again).header().get("ETag")).isEqualTo(tag);
    }
  }

  /// Writes a file that was modified long ago, so that its tag does not become strong meanwhile.
  private static void write(Path file, String text) throws IOException {
    Files.writeString(file, text);
    Files.setLastModifiedTime(file, FileTime.from(Asks.MODIFIED));
  }

  private void compare(Asked over, Current current, List<String> methods, String coding, int each)
      throws Exception {
    String tag =
        over.ask(taking(coding, Request.builder("GET", "/a.txt").build())).header().get("ETag");
    assertThat(tag != null && tag.endsWith("-gzip\""))
        .isEqualTo(!coding.isEmpty() && current == Current.STRONG);
    List<Ask> asks = Asks.all(methods, List.of(current));
    for (int i = compared % each; i < asks.size(); i += each) {
      Ask ask = asks.get(i);
      Request request = Asks.request(ask, "/a.txt", tag, CONTENT.length());
      WireResponse answer = over.ask(taking(coding, request));
      String failure = failure(coding.isEmpty() ? ask : ofCoded(ask), answer, tag, coding);
      if (!failure.isEmpty()) {
        wrong.add(ask + " " + coding + ": " + failure + ", " + answer.status() + answer.header());
      }
      compared++;
    }
  }

  private static Request taking(String coding, Request request) {
    Request.Builder builder = request.toBuilder();
    return coding.isEmpty() ? request : builder.field("Accept-Encoding", coding).build();
  }

  private static Ask ofCoded(Ask ask) {
    return ask.ifRange() != IfRange.SAME_TAG
        ? ask
        : new Ask(
            ask.method(),
            ask.current(),
            ask.ifMatch(),
            ask.ifUnmodifiedSince(),
            ask.ifNoneMatch(),
            ask.ifModifiedSince(),
            ask.range(),
            IfRange.OTHER_TAG);
  }

  /// Returns what is wrong, empty for nothing.
  private static String failure(Ask ask, WireResponse answer, String tag, String coding)
      throws IOException {
    int expected = Rfc9110Model.status(ask);
    if (answer.status() != expected) {
      return "not " + expected;
    }
    Header header = answer.header();
    return switch (expected) {
      case 200 -> ofWhole(ask, answer, tag, coding);
      case 206 -> ofPart(ask, answer);
      case 304 -> {
        boolean named = ask.ifNoneMatch() == Tag.SAME || ask.ifNoneMatch() == Tag.SAME_BUT_WEAK;
        yield answer.content().length == 0
                && header.hasToken("Vary", "Accept-Encoding")
                && (!named || Objects.equals(header.get("ETag"), tag))
            ? ""
            : "not what 304 has";
      }
      case 416 ->
          ("bytes */" + CONTENT.length()).equals(header.get("Content-Range")) ? "" : "wrong size";
      default -> "";
    };
  }

  private static String ofWhole(Ask ask, WireResponse answer, String tag, String coding)
      throws IOException {
    Header header = answer.header();
    boolean fieldsFit =
        Objects.equals(header.get("Content-Encoding"), coding.isEmpty() ? null : coding)
            && header.hasToken("Vary", "Accept-Encoding")
            && Objects.equals(header.get("ETag"), tag)
            && header.contains("Accept-Ranges") == coding.isEmpty();
    if (!fieldsFit) {
      return "not the fields of 200";
    }
    if (ask.method().equals("HEAD")) {
      return answer.content().length == 0 ? "" : "content for HEAD";
    }
    String length = Integer.toString(answer.content().length);
    boolean lengthFits = length.equals(header.get("Content-Length"));
    return lengthFits && text(answer, coding).equals(CONTENT) ? "" : "not the content";
  }

  private static String ofPart(Ask ask, WireResponse answer) {
    Header header = answer.header();
    String range =
        ask.range() == Range.TWO
            ? null
            : Asks.contentRange(ask.range().bounds(CONTENT.length()), 0, CONTENT.length());
    String part = Asks.part(ask, header, CONTENT);
    return !header.contains("Content-Encoding")
            && Objects.equals(header.get("Content-Range"), range)
            && new String(answer.content(), StandardCharsets.ISO_8859_1).equals(part)
        ? ""
        : "not the part";
  }

  private static String text(WireResponse answer, String coding) throws IOException {
    if (coding.isEmpty()) {
      return answer.text();
    }
    try (var in = new GZIPInputStream(new ByteArrayInputStream(answer.content()))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }
  }
}
