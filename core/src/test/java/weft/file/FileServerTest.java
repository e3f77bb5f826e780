package weft.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.Handlers;
import weft.Request;
import weft.internal.linux.Beneath;
import weft.test.Recorder;
import weft.test.Requests;

@ParameterizedClass(name = "by the kernel: {0}")
@ValueSource(booleans = {true, false})
class FileServerTest {

  /// Whether the kernel keeps a path below the root where it can; otherwise each is resolved.
  @Parameter boolean kernel;

  private static final Instant LONG_AGO = Instant.parse("2020-01-02T03:04:05.678Z");

  @TempDir Path temp;
  private Path root;
  private FileServer files;

  @BeforeEach
  void makeFiles() throws IOException {
    root = temp.resolve("root");
    write("root/file.txt", "file");
    write("root/dir/a.css", "a");
    write("root/with/index.html", "index");
    write("root/.env", "password");
    write("root/.git/config", "password");
    write("root/.well-known/acme", "token");
    write("secret.txt", "secret");
    files = serverOf(root).build();
  }

  private FileServer.Builder serverOf(Path root) {
    Beneath beneath = kernel ? Beneath.of(root) : null;
    return new FileServer.Builder(new DirectoryTree(root, InstantSource.system(), beneath));
  }

  private void write(String name, String text) throws IOException {
    Path path = temp.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
    Files.setLastModifiedTime(path, FileTime.from(LONG_AGO));
  }

  private Recorder get(String target) throws Exception {
    return Recorder.serve(files, Requests.get(target));
  }

  @Test
  void servesAFileWithValidators() throws Exception {
    Recorder answer = get("/file.txt");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("file");
    assertThat(answer.sentHeader().get("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(answer.sentHeader().get("Content-Length")).isEqualTo("4");
    assertThat(answer.sentHeader().get("Last-Modified")).isEqualTo("Thu, 02 Jan 2020 03:04:05 GMT");
    assertThat(answer.sentHeader().get("ETag")).matches("\"[0-9a-f]+-4\"");
  }

  @Test
  void aFileThatMayStillChangeUnnoticedHasAWeakTag() throws Exception {
    var tree = new DirectoryTree(root, InstantSource.fixed(LONG_AGO.plusMillis(1999)));
    assertThat(tag(tree)).startsWith("W/\"");
    tree = new DirectoryTree(root, InstantSource.fixed(LONG_AGO.plusSeconds(2)));
    assertThat(tag(tree)).startsWith("\"");
  }

  private static String tag(DirectoryTree tree) throws IOException {
    try (Node node = tree.open(RequestPath.parse("/file.txt"))) {
      return ((Node.Document) node).tag().toString();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/with/index.html, ./",
    "/with/index.html?a=b, ./?a=b",
    "/dir, ./dir/",
    "/dir?a=b, ./dir/?a=b",
    "/file.txt/, ../file.txt",
    "//dir, ./dir/",
  })
  void redirectsToTheOneName(String target, String location) throws Exception {
    Recorder answer = get(target);
    assertThat(answer.status()).isEqualTo(301);
    assertThat(answer.sentHeader().get("Location")).isEqualTo(location);
  }

  @Test
  void worksBelowAPrefix() throws Exception {
    var handler = Handlers.stripPrefix("/static", files);
    assertThat(Recorder.serve(handler, Requests.get("/static/file.txt")).text()).isEqualTo("file");
    handler = Handlers.stripPrefix("/static/", files);
    assertThat(Recorder.serve(handler, Requests.get("/static/file.txt")).text()).isEqualTo("file");
    assertThat(Recorder.serve(handler, Requests.get("/static/with/")).text()).isEqualTo("index");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/file.txt",
        "//file.txt",
        "/../file.txt",
        "/dir/../file.txt",
        "/./file.txt",
        "/%2e%2e/file.txt",
        "/fil%65.txt"
      })
  void cleansThePath(String target) throws Exception {
    assertThat(get(target).text()).isEqualTo("file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/../secret.txt",
        "/../../../../../../../etc/passwd",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/%2e%2e%2fsecret.txt",
        "/%2E%2E%2Fsecret.txt",
        "/.%2e/secret.txt",
        "/dir/../../secret.txt",
        "/dir/%2e%2e/%2e%2e/secret.txt",
        "/..%5csecret.txt",
        "/..\\secret.txt",
        "/%2e%2e%5c%2e%2e%5csecret.txt",
        "/%252e%252e/secret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "/%e0%80%ae%e0%80%ae/secret.txt",
        "/..%c0%afsecret.txt",
        "/%uff0e%uff0e/secret.txt",
        "/..;/secret.txt",
        "/.../secret.txt",
        "/%00",
        "/file.txt%00.html",
        "/..%00/secret.txt",
        "/file.txt/../../secret.txt",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/c:/windows/win.ini",
        "/c:%5cwindows%5cwin.ini",
        "/%5c%5chost%5cshare%5cfile",
        "/file.txt::$DATA",
        "/file.txt/a",
        "/file.txt%20",
        "/FILE.TXT",
        "/.env",
        "/%2eenv",
        "/dir/../.env",
        "/.git/config",
        "/.git/",
        "/dir/.well-known/acme",
        "/dir",
        "/missing",
        "/missing/",
      })
  void nothingElseIsServed(String target) throws Exception {
    Recorder answer = get(target);
    assertThat(answer.status()).isIn(404, 301);
    assertThat(answer.text()).doesNotContain("secret", "root:", "password");
  }

  @Test
  void aNameThatIsTooLongIsMissing() throws Exception {
    assertThat(get("/" + "a".repeat(300)).status()).isEqualTo(404);
    assertThat(get("/a".repeat(3000)).status()).isEqualTo(404);
  }

  @Test
  void dotFilesAreServedOnRequest() throws Exception {
    assertThat(get("/.well-known/acme").text()).isEqualTo("token");
    files = serverOf(root).dotFiles(true).build();
    assertThat(get("/.env").text()).isEqualTo("password");
  }

  @Test
  void linksAreFollowedInsideTheRoot() throws Exception {
    Files.createSymbolicLink(root.resolve("in"), root.resolve("with"));
    Files.createSymbolicLink(root.resolve("relative.txt"), Path.of("dir/../file.txt"));
    Files.createSymbolicLink(root.resolve("out"), temp);
    Files.createSymbolicLink(root.resolve("out.txt"), temp.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("dir/up"), Path.of("../../secret.txt"));
    Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));
    Files.createSymbolicLink(root.resolve("loop"), Path.of("loop"));
    assertThat(get("/in/").text()).isEqualTo("index");
    assertThat(get("/relative.txt").text()).isEqualTo("file");
    for (String name :
        new String[] {"out/secret.txt", "out", "out.txt", "dir/up", "dangling", "loop"}) {
      assertThat(get("/" + name).status()).as(name).isEqualTo(404);
    }
  }

  @Test
  void theRootMayBeALinkThatMoves() throws Exception {
    Path current = temp.resolve("current");
    Files.createSymbolicLink(current, root.resolve("dir"));
    files = serverOf(current).build();
    assertThat(get("/a.css").text()).isEqualTo("a");
    Files.delete(current);
    assertThat(get("/a.css").status()).isEqualTo(404);
    Files.createSymbolicLink(current, root);
    assertThat(get("/file.txt").text()).isEqualTo("file");
  }

  @Test
  void onlyRegularFilesAreOpened() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")));
    Path fifo = root.resolve("fifo");
    assertThat(new ProcessBuilder("/usr/bin/mkfifo", fifo.toString()).start().waitFor()).isZero();
    assertThat(get("/fifo").status()).isEqualTo(404);
    files = serverOf(Path.of("/dev")).build();
    assertThat(get("/zero").status()).isEqualTo(404);
  }

  @Test
  void namesNeedNotBeUtf8() throws Exception {
    write("root/käse 100%#?.txt", "cheese");
    assertThat(get("/k%C3%A4se%20100%25%23%3F.txt").text()).isEqualTo("cheese");
    Path latin1 = Path.of(URI.create(root.toUri() + "k%E4se.txt"));
    Files.writeString(latin1, "latin");
    assertThat(get("/k%E4se.txt").text()).isEqualTo("latin");
    Files.createDirectory(Path.of(URI.create(root.toUri() + "d%E4")));
    assertThat(get("/d%E4").sentHeader().get("Location")).isEqualTo("./d%E4/");
  }

  @Test
  void aRedirectNeverLeavesTheHost() throws Exception {
    Files.createDirectories(root.resolve("a:b"));
    assertThat(get("/a:b").sentHeader().get("Location")).isEqualTo("./a%3Ab/");
    Files.createDirectories(root.resolve("evil.com"));
    assertThat(get("//evil.com").sentHeader().get("Location")).isEqualTo("./evil.com/");
  }

  @Test
  void otherMethodsAreNotAllowed() throws Exception {
    for (String method : new String[] {"POST", "PUT", "DELETE", "OPTIONS"}) {
      Recorder answer = Recorder.serve(files, Request.builder(method, "/file.txt").build());
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.sentHeader().get("Allow")).isEqualTo("GET, HEAD");
    }
  }

  @Test
  void theAnswerForWhatIsMissingCanBeChosen() throws Exception {
    files =
        serverOf(root).notFound((w, r) -> Handlers.error(w, "nothing at " + r.path(), 404)).build();
    assertThat(get("/x").text()).isEqualTo("nothing at /x\n");
  }

  @Test
  void aRootThatDoesNotExistHasNoFiles() throws Exception {
    files = serverOf(temp.resolve("later")).build();
    assertThat(get("/").status()).isEqualTo(404);
    write("later/index.html", "here");
    assertThat(get("/").text()).isEqualTo("here");
  }

  @Test
  void aLinkThatComesAndGoesLeadsNowhere() throws Exception {
    write("outside/file.txt", "secret");
    Path swapped = root.resolve("swapped");
    Path folder = Files.createDirectory(root.resolve("folder"));
    Files.writeString(folder.resolve("file.txt"), "file");
    Path link = Files.createSymbolicLink(root.resolve("link"), temp.resolve("outside"));
    var done = new AtomicBoolean();
    Thread swapper =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!done.get()) {
                    renames(folder, swapped, link);
                  }
                });
    try {
      for (int i = 0; i < 3000; i++) {
        try {
          assertThat(get("/swapped/file.txt").text()).doesNotContain("secret");
        } catch (IOException e) {
          assertThat(e).as("a link came after the path was resolved").isNotNull();
        }
      }
    } finally {
      done.set(true);
      swapper.join();
    }
  }

  /// Puts first a folder and then a link in the place of `name`.
  private static void renames(Path folder, Path name, Path link) {
    try {
      Files.move(folder, name);
      Files.move(name, folder);
      Files.move(link, name);
      Files.move(name, link);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
