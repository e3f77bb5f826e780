package weft.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Keeps `docs/rfc-index.md` as the sources and transcripts are; `-Drfc.update=true` rewrites it.
class RfcIndexTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path INDEX = ROOT.resolve("docs/rfc-index.md");

  @Test
  void indexIsUpToDate() throws IOException {
    String index = new RfcIndex(ROOT).toMarkdown();
    if (Boolean.getBoolean("rfc.update")) {
      Files.writeString(INDEX, index);
    }
    assertThat(INDEX).as("run the test with -Drfc.update=true").hasContent(index);
  }

  @Test
  void citationsAreOfSectionsThatExist() throws IOException {
    assertThat(new RfcIndex(ROOT).citationsOfNothing()).isEmpty();
  }
}
