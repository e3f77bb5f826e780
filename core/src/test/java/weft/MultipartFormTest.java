package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Forms with files, read whole.
class MultipartFormTest {

  private static final String FORM =
      MultipartText.of(
          MultipartText.field("title", "Gr\u00c3\u00bc\u00c3\u009fe"),
          MultipartText.file("photo", "a.txt", "first"),
          MultipartText.field("tag", "one"),
          MultipartText.file("photo", "b.txt", "second, longer"),
          MultipartText.file("empty", "c.txt", ""),
          MultipartText.file("none", "", ""),
          MultipartText.field("tag", "two"));

  @RegisterExtension final TemporaryFolder temporary = new TemporaryFolder();

  private static String text(FormFile file) throws IOException {
    try (InputStream in = file.open()) {
      return MultipartText.text(in);
    }
  }

  private static Limits limits(MultipartLimits limits) {
    return Limits.STANDARD.with().multipart(limits).build();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 5, 6, 100, Integer.MAX_VALUE})
  void formHasValuesAndFiles(int memoryBytesMax) throws IOException {
    try (MultipartForm form = MultipartText.request(FORM).multipartForm(memoryBytesMax)) {
      assertThat(form.values())
          .isEqualTo(Values.of("title", "Grüße", "tag", "one", "tag", "two", "none", ""));
      assertThat(form.files())
          .extracting(FormFile::fileName)
          .containsExactly("a.txt", "b.txt", "c.txt");
      assertThat(form.files("photo")).hasSize(2);
      assertThat(form.file("none")).isEmpty();
      FormFile first = form.file("photo").orElseThrow();
      assertThat(first.name()).isEqualTo("photo");
      assertThat(first.header().get("Content-Type")).isEqualTo("text/plain");
      assertThat(first.size()).isEqualTo(5);
      assertThat(first.isInMemory()).isEqualTo(memoryBytesMax >= 5);
      assertThat(text(first)).isEqualTo("first");
      assertThat(text(first)).as("once more").isEqualTo("first");
      assertThat(text(form.files().get(1))).isEqualTo("second, longer");
      assertThat(text(form.files().get(2))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1 << 20})
  void fileIsCopied(int memoryBytesMax, @TempDir Path folder) throws IOException {
    String content = "0123456789".repeat(30_000);
    String text = MultipartText.of(MultipartText.file("f", "f.txt", content));
    try (MultipartForm form = MultipartText.request(text).multipartForm(memoryBytesMax)) {
      FormFile file = form.file("f").orElseThrow();
      Path copy = folder.resolve("copy");
      file.copyTo(copy);
      assertThat(copy).hasContent(content);
      assertThatExceptionOfType(FileAlreadyExistsException.class)
          .isThrownBy(() -> file.copyTo(copy));
      assertThat(text(file)).isEqualTo(content);
    }
  }

  @Test
  void closedFormHasNoFilesOnTheDisk() throws IOException {
    MultipartForm form = MultipartText.request(FORM).multipartForm(0);
    FormFile file = form.file("photo").orElseThrow();
    form.close();
    form.close();
    assertThatExceptionOfType(IOException.class).isThrownBy(() -> text(file));
    assertThat(temporary.files()).isEmpty();
  }

  @Test
  void requestRemovesTheFilesOfAllItsForms() throws IOException {
    Request request = MultipartText.request(FORM);
    Request other = request.withBody(MultipartText.stream(FORM), -1);
    MultipartForm one = request.multipartForm(0);
    MultipartForm two = other.multipartForm(0);
    request.removeFiles();
    for (MultipartForm form : List.of(one, two)) {
      FormFile file = form.file("photo").orElseThrow();
      assertThatExceptionOfType(IOException.class).isThrownBy(() -> text(file));
    }
    request.removeFiles();
  }

  private void assertRefused(int status, MultipartText.Action action) throws IOException {
    MultipartText.assertStatus(status, action);
    assertThat(temporary.files()).isEmpty();
  }

  // Go leaves out parts that have no name.
  @Test
  void partWithoutANameIsRefused() throws IOException {
    String text = MultipartText.of("A: b\n\n");
    assertRefused(400, () -> MultipartText.request(text).multipartForm());
  }

  // Go decodes quoted-printable, and passes base64 on as it is.
  @ParameterizedTest
  @ValueSource(strings = {"quoted-printable", "Base64", "x-other"})
  void encodedPartIsRefused(String encoding) throws IOException {
    String field = "Content-Transfer-Encoding: " + encoding + "\n";
    String text = MultipartText.of(field + MultipartText.field("a", "b"));
    assertRefused(400, () -> MultipartText.request(text).multipartForm());
    String plain =
        MultipartText.of(field.replace(encoding, "8BIT") + MultipartText.field("a", "b"));
    assertThat(MultipartText.request(plain).multipartForm().values().get("a")).isEqualTo("b");
  }

  @Test
  void contentThatEndsEarlyLeavesNothing() throws IOException {
    String cut = FORM.substring(0, FORM.length() - 10);
    assertRefused(400, () -> MultipartText.request(cut).multipartForm(0));
  }

  @Test
  void textIsBounded() throws IOException {
    Limits limits = Limits.STANDARD.with().formBytesMax(200).build();
    String fits = MultipartText.field("a", "x".repeat(100));
    assertThat(form(limits, fits).values().get("a")).hasSize(100);
    assertRefused(413, () -> form(limits, MultipartText.field("a", "x".repeat(201))));
    assertRefused(413, () -> form(limits, fits, MultipartText.field("b", "x".repeat(60))));
    assertRefused(413, () -> form(limits, MultipartText.field("a".repeat(200), "")));
    assertRefused(413, () -> form(limits, MultipartText.file("a", "x".repeat(200), "")));
    assertThat(form(limits, MultipartText.file("a", "b", "x".repeat(500))).files()).hasSize(1);
  }

  @Test
  void filesOnTheDiskAreBounded() throws IOException {
    Limits limits =
        limits(MultipartLimits.STANDARD.withMemoryBytesMax(4).withDiskBytesMax(100_000));
    String half = MultipartText.file("a", "b", "x".repeat(50_000));
    try (MultipartForm form = form(limits, half, half)) {
      assertThat(form.files()).noneMatch(FormFile::isInMemory);
    }
    assertRefused(413, () -> form(limits, half, half, MultipartText.file("c", "d", "12345")));
    assertThat(form(limits, MultipartText.file("c", "d", "1234")).files())
        .allMatch(FormFile::isInMemory);
  }

  private static MultipartForm form(Limits limits, String... parts) throws IOException {
    return MultipartText.request(MultipartText.of(parts), limits).multipartForm();
  }

  @Test
  void manyPartsAreRefused() throws IOException {
    String[] parts = new String[1001];
    Arrays.setAll(parts, i -> MultipartText.field("f" + i, "v"));
    assertRefused(413, () -> form(Limits.STANDARD, parts));
    assertThat(form(Limits.STANDARD, Arrays.copyOf(parts, 1000)).values().size()).isEqualTo(1000);
  }
}
