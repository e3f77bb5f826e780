package weft.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.internal.linux.Beneath;
import weft.test.Recorder;
import weft.test.Requests;

class SmallFilesTest {

  private static final FileTime OLD = FileTime.from(Instant.parse("2020-01-02T03:04:05Z"));

  /// All that these tests write has settled long ago.
  private static final InstantSource LATER =
      InstantSource.offset(InstantSource.system(), Duration.ofHours(1));

  @TempDir Path root;
  private Path file;
  private DirectoryTree tree;
  private FileServer files;

  @BeforeEach
  void makeServer() throws IOException {
    Beneath beneath = Beneath.of(root);
    assumeTrue(beneath != null);
    file = root.resolve("a.txt");
    write("first");
    tree = new DirectoryTree(root, LATER, beneath);
    files = new FileServer.Builder(tree).build();
  }

  /// Writes until the clock of the file system has gone on.
  private void write(String text) throws IOException {
    Object before = Files.exists(file) ? Files.getAttribute(file, "unix:ctime") : "none";
    do {
      Files.writeString(file, text);
      Files.setLastModifiedTime(file, OLD);
    } while (Files.getAttribute(file, "unix:ctime").equals(before));
  }

  private String get() throws Exception {
    return Recorder.serve(files, Requests.get("/a.txt")).text();
  }

  private boolean isInMemory() throws IOException {
    try (Node node = tree.open(RequestPath.parse("/a.txt"))) {
      return ((Node.Document) node).content() instanceof BytesSource;
    }
  }

  @Test
  void aSmallFileIsKept() throws Exception {
    assertThat(get()).isEqualTo("first");
    assertThat(isInMemory()).isTrue();
    assertThat(get()).isEqualTo("first");
    assertThat(Recorder.serve(files, Requests.get("/a.txt")).sentHeader().get("ETag"))
        .matches("\"[0-9a-f]+-5\"");
  }

  @Test
  void changesAreSeenEvenWithTheOldTimeAndSize() throws Exception {
    assertThat(get()).isEqualTo("first");
    write("other");
    assertThat(get()).isEqualTo("other");
    Path next = Files.writeString(root.resolve("next"), "third");
    Files.setLastModifiedTime(next, OLD);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(get()).isEqualTo("third");
    Files.delete(file);
    assertThat(Recorder.serve(files, Requests.get("/a.txt")).status()).isEqualTo(404);
    Files.createSymbolicLink(file, Path.of("/etc/hostname"));
    assertThat(Recorder.serve(files, Requests.get("/a.txt")).status()).isEqualTo(404);
  }

  @Test
  void whatIsLargeOrHasJustChangedIsNotKept() throws Exception {
    write("x".repeat(SmallFiles.FILE_BYTES_MAX + 1));
    assertThat(isInMemory()).isFalse();
    tree = new DirectoryTree(root, InstantSource.fixed(Instant.now()), Beneath.of(root));
    write("just now");
    assertThat(isInMemory()).isFalse();
  }

  @Test
  void whenThereIsTooMuchItBeginsAnew() throws Exception {
    int files = SmallFiles.KEPT_BYTES_MAX / SmallFiles.FILE_BYTES_MAX + 1;
    for (int i = 0; i < files; i++) {
      file = root.resolve("f" + i);
      write("x".repeat(SmallFiles.FILE_BYTES_MAX));
      try (Node node = tree.open(RequestPath.parse("/f" + i))) {
        assertThat(((Node.Document) node).size()).isEqualTo(SmallFiles.FILE_BYTES_MAX);
      }
    }
    file = root.resolve("a.txt");
    assertThat(get()).isEqualTo("first");
  }
}
