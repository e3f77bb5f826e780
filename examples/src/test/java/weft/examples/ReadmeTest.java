package weft.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import weft.Limits;

/// What the README shows is what the examples are.
class ReadmeTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern JAVA_BLOCK = Pattern.compile("(?ms)^```java\\n(.*?)^```$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(#[^)]*)?\\)");

  @Test
  void everyJavaBlockIsTheTextOfAnExample() throws IOException {
    List<String> examples = examples();
    List<String> blocks =
        JAVA_BLOCK.matcher(readme()).results().map(match -> match.group(1)).toList();
    assertThat(blocks).isNotEmpty();
    assertThat(blocks)
        .allSatisfy(block -> assertThat(examples).anyMatch(text -> text.contains(block)));
  }

  @Test
  void everyLinkLeadsToAFile() throws IOException {
    List<String> links =
        LINK.matcher(readme()).results().map(match -> match.group(1)).distinct().toList();
    assertThat(links).allSatisfy(link -> assertThat(ROOT.resolve(link)).exists());
  }

  @Test
  void everyLimitHasARow() throws IOException {
    String readme = readme();
    assertThat(Limits.class.getRecordComponents())
        .allSatisfy(limit -> assertThat(readme).contains("\n| `" + limit.getName() + "` |"));
  }

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }

  private static List<String> examples() throws IOException {
    var texts = new ArrayList<String>();
    try (Stream<Path> files = Files.list(Path.of("src", "main", "java"))) {
      for (Path file : files.toList()) {
        texts.add(Files.readString(file));
      }
    }
    return texts;
  }
}
