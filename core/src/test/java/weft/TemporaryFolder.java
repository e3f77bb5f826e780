package weft;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// The folder for the temporary files of a test, in place of the usual one: there, other processes
/// have files of the same names.
final class TemporaryFolder implements BeforeEachCallback, AfterEachCallback {

  private static final String PROPERTY = "java.io.tmpdir";

  private final String usual = System.getProperty(PROPERTY);
  private Path folder = Path.of(usual);

  /// Returns what is in it now.
  List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Override
  public void beforeEach(ExtensionContext test) throws IOException {
    folder = Files.createTempDirectory("weft");
    System.setProperty(PROPERTY, folder.toString());
  }

  /// @throws IOException if something is left in it
  @Override
  public void afterEach(ExtensionContext test) throws IOException {
    System.setProperty(PROPERTY, usual);
    Files.delete(folder);
  }
}
