package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static weft.MultipartText.assertStatus;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.MultipartText.Read;

/// Multipart contents, part by part. What Go tests is in [GoMultipartTest].
class MultipartReaderTest {

  private static Part first(String content) throws IOException {
    return Objects.requireNonNull(MultipartText.request(content).multipartReader().next());
  }

  private static Part firstWith(String disposition) throws IOException {
    return first(MultipartText.of("Content-Disposition: " + disposition + "\n\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "\r",
        "\r\n",
        "Foo\nBar\n",
        "Foo\r\nBar\r\n",
        "Foo\rBar\r",
        "\r\n-",
        "\r\n--",
        "--c",
        "\r\r\n--",
        "\r\n--\r\n--",
        "\0\1\t\n\013\f\r\016",
        "x\r\n--c",
      })
  void contentIsKeptToTheOctet(String content) throws IOException {
    String whole = MultipartText.of("A: b\n\n" + content, "C: d\n\n" + content);
    for (int bytesMax : new int[] {1, 3, Integer.MAX_VALUE}) {
      List<Read> parts = List.of(Read.of("A: b", content), Read.of("C: d", content));
      assertThat(MultipartText.read(MultipartText.inPieces(whole, bytesMax), "b")).isEqualTo(parts);
    }
  }

  @Test
  void contentThatIsAlmostABoundaryTakesNoLonger() throws IOException {
    String almost =
        "\r\n--".repeat(1 << 18) + "\r".repeat(1 << 20) + "\n\n\r\r\r\n\r\0".repeat(1 << 17);
    String whole = MultipartText.of("A: b\n\n" + almost);
    assertThat(MultipartText.read(MultipartText.stream(whole), "b"))
        .containsExactly(Read.of("A: b", almost));
  }

  @ParameterizedTest
  @CsvSource({
    "form-data; name=\"Ã¼\"; filename=\"Ã¼.txt\",             ü,   ü.txt",
    "form-data; name=f; filename=\"../../etc/passwd\",        f,   passwd",
    "form-data; name=f; filename=\"C:\\dir\\file.txt\",       f,   file.txt",
    "form-data; name=f; filename=\"a/b\\c/d.txt\",            f,   d.txt",
    "form-data; name=f; filename=\"a%22b.txt\",               f,   a%22b.txt",
  })
  void partHasNames(String disposition, String name, String fileName) throws IOException {
    assertThat(firstWith(disposition).name()).isEqualTo(name);
    assertThat(firstWith(disposition).fileName()).isEqualTo(fileName);
    assertThat(firstWith(disposition).isFile()).isEqualTo(!fileName.isEmpty());
  }

  @Test
  void fileNameMaySayHowItIsEncoded() throws IOException {
    String names = "filename=\"EUR.txt\"; filename*=UTF-8''%e2%82%ac.txt";
    assertThat(firstWith("form-data; name=f; " + names).fileName()).isEqualTo("€.txt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "/", "a/", "a\\..", "utf-8''%2e%2e", "utf-8''a%2F"})
  void nothingIsLeftOfANameThatIsAFolder(String sent) throws IOException {
    boolean extended = sent.startsWith("utf");
    String parameter = extended ? "filename*=" + sent : "filename=\"" + sent + "\"";
    Part part = firstWith("form-data; name=f; " + parameter);
    assertThat(part.fileName()).isEmpty();
    assertThat(part.isFile()).isTrue();
  }

  @Test
  void fileThatWasNotChosenIsNone() throws IOException {
    assertThat(firstWith("form-data; name=f; filename=\"\"").isFile()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "form-data; name=\"a\"; name=\"b\"",
        "form-data; name=\"a",
        "form-data; name=a b",
        "form-data; name=f; filename*=utf-8''a%00.txt",
        "form-data; name*=utf-8''%0d%0a",
        "form-data; name*=koi8-r''a",
      })
  void malformedDispositionIsRefused(String disposition) {
    assertStatus(400, () -> firstWith(disposition));
  }

  // Go takes lines that end in LF alone, and a content that ends behind any boundary.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no boundary",
        "--b",
        "--b\r\n",
        "--b\r\nA: b",
        "--b\r\nA: b\r\n\r\n",
        "--b\r\nA: b\r\n\r\ntext",
        "--b\r\nA: b\r\n\r\ntext\r\n--b",
        "--b\r\nA: b\r\n\r\ntext\r\n--b-",
        "--b\r\nA: b\r\n\r\ntext\r\n--b\r\n",
        "--b text\r\nA: b\r\n\r\ntext\r\n--b--",
        "--b\r\rA: b\r\n\r\ntext\r\n--b--",
        "--b\r\nA: b\n\r\ntext\r\n--b--",
        "--b\r\nA: b\rtext\r\n\r\n--b--",
        "--b\nA: b\n\ntext\n--b--\n",
        "--b\r\nA\r\n\r\n\r\n--b--",
        "--b\r\n: b\r\n\r\n\r\n--b--",
        "--b\r\nA : b\r\n\r\n\r\n--b--",
        "--b\r\nA: \0\r\n\r\n\r\n--b--",
      })
  void malformedContentIsRefused(String content) {
    for (int bytesMax : new int[] {1, Integer.MAX_VALUE}) {
      assertStatus(400, () -> MultipartText.read(MultipartText.inPieces(content, bytesMax), "b"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'',                                              415",
    "text/plain,                                      415",
    "application/x-www-form-urlencoded,               415",
    "multipart/alternative; boundary=b,               415",
    "multipart/form-data; boundary=\"b,               415",
    "multipart/form-data,                             400",
    "multipart/form-data; boundary=\"\",              400",
    "multipart/form-data; boundary=\"b \",            400",
    "multipart/form-data; boundary=\"b\"; boundary=c, 415",
    "multipart/form-data; boundary=b*,                400",
  })
  void otherContentIsRefused(String type, int status) {
    Request request =
        Request.builder(Methods.POST, "/").field("Content-Type", type).body("--b--").build();
    assertStatus(status, request::multipartReader);
    assertStatus(status, request::multipartForm);
  }

  @Test
  void boundaryHasSeventyCharactersAtMost() throws IOException {
    for (int length : new int[] {1, 70}) {
      assertThat(typed("x".repeat(length)).multipartReader()).isNotNull();
    }
    assertStatus(400, typed("x".repeat(71))::multipartReader);
  }

  private static Request typed(String boundary) {
    return Request.builder(Methods.POST, "/")
        .field("Content-Type", "multipart/form-data; boundary=" + boundary)
        .build();
  }

  @Test
  void mixedContentIsReadPartByPartOnly() throws IOException {
    assertThat(Objects.requireNonNull(mixed().multipartReader().next()).name()).isEmpty();
    assertStatus(415, mixed()::multipartForm);
  }

  private static Request mixed() {
    return Request.builder(Methods.POST, "/")
        .field("Content-Type", "multipart/mixed; boundary=\"b\"")
        .body(MultipartText.of("A: b\n\ntext"))
        .build();
  }

  @Test
  void textIsInTheCharsetOfThePart() throws IOException {
    assertThat(textOf("text/plain", "\u00c3\u00bc")).isEqualTo("ü");
    assertThat(textOf("text/plain; charset=UTF-8", "\u00c3\u00bc")).isEqualTo("ü");
    assertThat(textOf("text/plain; charset=\"ISO-8859-1\"", "\u00fc")).isEqualTo("ü");
    assertStatus(400, () -> textOf("text/plain; charset=utf-7", "+AOQ-"));
    assertStatus(413, () -> first(MultipartText.of("A: b\n\nabc")).text(2));
    assertThat(first(MultipartText.of("A: b\n\nabc")).text(3)).isEqualTo("abc");
  }

  private static String textOf(String type, String content) throws IOException {
    return first(MultipartText.of("Content-Type: " + type + "\n\n" + content)).text();
  }

  @Test
  void boundsAreHeld() throws IOException {
    MultipartLimits few =
        MultipartLimits.STANDARD.withPartsMax(2).withHeaderBytesMax(50).withHeaderFieldsMax(3);
    Limits limits = Limits.STANDARD.with().multipart(few).build();
    String part = "A: b\nC: d\nE: f\n\n";
    assertThat(count(MultipartText.of(part, part), limits)).isEqualTo(2);
    assertStatus(413, () -> count(MultipartText.of(part, part, part), limits));
    assertStatus(413, () -> count(MultipartText.of("G: h\n" + part), limits));
    assertStatus(413, () -> count(MultipartText.of("A: " + "b".repeat(60) + "\n\n"), limits));
    assertStatus(413, () -> count(MultipartText.of("A: b\n" + " c\n".repeat(20) + "\n"), limits));
    assertStatus(413, () -> count("--b" + " ".repeat(60) + "\r\n\r\n--b--", limits));
    assertStatus(400, () -> count("x".repeat(60) + "\r\n--b--", limits));
  }

  private static int count(String content, Limits limits) throws IOException {
    MultipartReader reader = MultipartText.request(content, limits).multipartReader();
    int parts = 0;
    while (reader.next() != null) {
      parts++;
    }
    return parts;
  }

  @Test
  void whatIsNotReadIsReadAway() throws IOException {
    String content = MultipartText.of("A: b\n\n" + "x".repeat(100_000), "C: d\n\nlast");
    MultipartReader reader = MultipartText.request(content).multipartReader();
    assertThat(reader.bytesRead()).isZero();
    Part first = Objects.requireNonNull(reader.next());
    InputStream body = first.body();
    assertThat(body.read()).isEqualTo('x');
    assertThat(reader.bytesRead()).isPositive().isLessThan(100_000);
    Part second = Objects.requireNonNull(reader.next());
    assertThatExceptionOfType(IOException.class).isThrownBy(body::read);
    assertThat(second.body().transferTo(OutputStream.nullOutputStream())).isEqualTo(4);
    assertThat(reader.next()).isNull();
    assertThat(reader.bytesRead()).isEqualTo(content.length());
  }

  @Test
  void contentIsReadInOneWayOnly() throws IOException {
    Request streamed = MultipartText.request(MultipartText.of("A: b\n\n"));
    assertThat(streamed.multipartReader()).isNotNull();
    assertThatIllegalStateException().isThrownBy(streamed::multipartForm);
    assertThatIllegalStateException().isThrownBy(streamed::multipartReader);
    Request collected = MultipartText.request(MultipartText.of(MultipartText.field("a", "b")));
    MultipartForm form = collected.multipartForm();
    assertThat(collected.multipartForm()).isSameAs(form);
    assertThat(collected.withEscapedPath("/x").multipartForm()).isSameAs(form);
    assertThatIllegalStateException().isThrownBy(collected::multipartReader);
  }
}
