package weft.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.Handler;
import weft.Header;
import weft.Request;
import weft.ResponseWriter;
import weft.file.Rfc9110Model.Ask;
import weft.file.Rfc9110Model.Current;
import weft.file.Rfc9110Model.Range;
import weft.test.Recorder;
import weft.test.WireResponse;

/// Every combination of method, conditions, range and validator, against [Rfc9110Model].
class FileMatrixTest {

  private static final String CONTENT = "0123456789";

  /// How large the file is that is compressed when it is asked for.
  private static final int TEXT_BYTES = 2000;

  /// A variant of a file, as the client sees it.
  ///
  /// @param coding what the client takes, empty for nothing but the file itself
  /// @param content what is sent for that
  private record Variant(String target, String coding, byte[] content, Current current) {}

  @TempDir Path root;
  private final List<String> wrong = new ArrayList<>();
  private int compared;

  @Test
  void contentIsAnsweredAsTheModelSays() throws Exception {
    List<Ask> asks = Asks.all(List.of("GET", "HEAD", "PUT"), List.of(Current.values()));
    for (Ask ask : asks) {
      Handler handler = (w, r) -> serve(w, r, ask.current());
      Recorder answer =
          Recorder.serve(
              handler, Asks.request(ask, "/a.txt", tag(ask.current()), CONTENT.length()));
      check(ask, answer.status(), answer.sentHeader(), answer.text(), CONTENT);
    }
    assertThat(wrong).as("of " + asks.size()).isEmpty();
    assertThat(asks).hasSizeGreaterThan(200_000);
  }

  private static void serve(ResponseWriter w, Request r, Current current) throws IOException {
    String tag = tag(current);
    if (tag != null) {
      w.header().set("ETag", tag);
    }
    byte[] content = CONTENT.getBytes(StandardCharsets.US_ASCII);
    FileServer.serveContent(
        w, r, "a.txt", Asks.MODIFIED, content.length, ContentSource.of(content));
  }

  @Test
  void filesAndTheirVariantsAreAnsweredAsTheModelSaysOverEveryNetwork() throws Exception {
    write("a.txt", CONTENT);
    write("a.txt.gz", "abcdefghij");
    write("b.txt", "0123456789".repeat(TEXT_BYTES / 10));
    FileServer files = FileServer.builder(root).precompressed(true).gzip(true).build();
    List<Variant> variants = variants(files);
    EveryNetwork.ask(
        files,
        (over, each) -> {
          for (Variant variant : variants) {
            compare(over, variant, each);
          }
        });
    assertThat(wrong).as("of " + compared).isEmpty();
    assertThat(compared).isGreaterThan(14_000);
  }

  private static List<Variant> variants(FileServer files) throws Exception {
    Request zipped = Request.builder("GET", "/b.txt").field("Accept-Encoding", "gzip").build();
    byte[] text = "0123456789".repeat(TEXT_BYTES / 10).getBytes(StandardCharsets.ISO_8859_1);
    return List.of(
        new Variant("/a.txt", "", octets(CONTENT), Current.STRONG),
        new Variant("/a.txt", "gzip", octets("abcdefghij"), Current.STRONG),
        new Variant("/b.txt", "", text, Current.STRONG),
        new Variant("/b.txt", "gzip", Recorder.serve(files, zipped).content(), Current.WEAK));
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void write(String name, String text) throws IOException {
    Path file = Files.writeString(root.resolve(name), text);
    Files.setLastModifiedTime(file, FileTime.from(Asks.MODIFIED));
  }

  private void compare(Asked over, Variant variant, int each) throws Exception {
    Request.Builder head = Request.builder("HEAD", variant.target);
    String tag = exchange(over, head, variant.coding).header().get("ETag");
    String content = new String(variant.content, StandardCharsets.ISO_8859_1);
    List<Ask> asks = Asks.all(List.of("GET", "HEAD"), List.of(variant.current));
    for (int i = compared % each; i < asks.size(); i += each) {
      Ask ask = asks.get(i);
      Request request = Asks.request(ask, variant.target, tag, content.length());
      WireResponse answer = exchange(over, request.toBuilder(), variant.coding);
      String text = new String(answer.content(), StandardCharsets.ISO_8859_1);
      check(ask, answer.status(), answer.header(), text, content);
      checkVariant(ask, answer, variant);
      compared++;
    }
  }

  private void checkVariant(Ask ask, WireResponse answer, Variant variant) {
    boolean sent = answer.status() == 200 || answer.status() == 206;
    String coding = sent && !variant.coding.isEmpty() ? variant.coding : null;
    if (!answer.header().hasToken("Vary", "Accept-Encoding")
        || !Objects.equals(answer.header().get("Content-Encoding"), coding)) {
      wrong.add(ask + " of " + variant.target + ": " + answer.header());
    }
  }

  private static WireResponse exchange(Asked over, Request.Builder builder, String coding)
      throws Exception {
    if (!coding.isEmpty()) {
      builder.field("Accept-Encoding", coding);
    }
    return over.ask(builder.build());
  }

  private static @Nullable String tag(Current current) {
    return switch (current) {
      case STRONG -> "\"A\"";
      case WEAK -> "W/\"A\"";
      case NONE -> null;
    };
  }

  /// Adds to `wrong` what is not as the model and RFC 9110 §15 say.
  private void check(Ask ask, int status, Header header, String text, String content) {
    int expected = Rfc9110Model.status(ask);
    String part = expected == 206 ? Asks.part(ask, header, content) : content;
    boolean has = !ask.method().equals("HEAD") && (expected == 200 || expected == 206);
    boolean textFits = has ? text.equals(part) : !text.contains(content);
    boolean lengthFits =
        expected == 304
            || !(expected == 200 || expected == 206)
            || Integer.toString(part.length()).equals(header.get("Content-Length"));
    String range =
        switch (expected) {
          case 206 ->
              ask.range() == Range.TWO
                  ? null
                  : Asks.contentRange(ask.range().bounds(content.length()), 0, content.length());
          case 416 -> "bytes */" + content.length();
          default -> null;
        };
    boolean rangeFits = Objects.equals(range, header.get("Content-Range"));
    if (status != expected || !textFits || !lengthFits || !rangeFits) {
      wrong.add(ask + ": " + expected + " but " + status + " " + header + " " + text);
    }
  }
}
