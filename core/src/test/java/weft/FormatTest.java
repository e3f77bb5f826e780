package weft;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Every Java file of the repository is as google-java-format writes it. `mvn test -pl core
/// -Dtest=FormatTest -Dformat.update=true` rewrites those that are not.
///
/// It is a test and no Maven plugin, because a formatter inside Maven can read only the Java of the
/// JDK that runs Maven; tests run on the JDK that compiles.
class FormatTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES) // some seconds of a core, which may be shared
  void javaFilesAreFormatted() throws IOException, FormatterException {
    boolean update = Boolean.getBoolean("format.update");
    var formatter = new Formatter();
    var other = new ArrayList<String>();
    for (Path file : javaFiles()) {
      String now = Files.readString(file);
      String formatted = formatter.formatSourceAndFixImports(now);
      if (!formatted.equals(now)) {
        if (update) {
          Files.writeString(file, formatted);
        } else {
          other.add(ROOT.relativize(file) + ":" + firstDifference(now, formatted));
        }
      }
    }
    assertThat(other)
        .as(
            "files that google-java-format would write differently; run"
                + " mvn test -pl core -Dtest=FormatTest -Dformat.update=true")
        .isEmpty();
  }

  private static List<Path> javaFiles() throws IOException {
    var files = new ArrayList<Path>();
    for (Path parent : List.of(ROOT, ROOT.resolve("bench/peers"))) {
      try (Stream<Path> modules = Files.list(parent)) {
        for (Path sources :
            modules.map(m -> m.resolve("src")).filter(Files::isDirectory).toList()) {
          try (Stream<Path> all = Files.walk(sources)) {
            all.filter(f -> f.toString().endsWith(".java")).sorted().forEach(files::add);
          }
        }
      }
    }
    assertThat(files).as("Java files under " + ROOT).isNotEmpty();
    return files;
  }

  private static int firstDifference(String a, String b) {
    List<String> left = a.lines().toList();
    List<String> right = b.lines().toList();
    int line = 0;
    while (line < Math.min(left.size(), right.size()) && left.get(line).equals(right.get(line))) {
      line++;
    }
    return line + 1;
  }
}
