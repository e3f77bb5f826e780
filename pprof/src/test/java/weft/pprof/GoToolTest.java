package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.server.Server;

/// Has Go's own tool read every profile. Skipped where Go is not installed.
class GoToolTest {

  private static final Pprof PPROF = Pprof.builder().build();

  @TempDir Path folder;

  private final CountDownLatch stop = new CountDownLatch(1);
  private Server server;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(hasGo(), "Go is not installed");
    var mux = Work.mux(stop);
    PPROF.registerOn(mux);
    server = Server.builder(mux).listen("127.0.0.1:0").start();
    for (String path : List.of("/hog/a", "/allocate", "/lock", "/lock", "/lock")) {
      Thread.ofPlatform().start(() -> request(path));
    }
    while (PPROF.underWay() < 5) {
      Thread.yield();
    }
  }

  @AfterEach
  void stop() {
    stop.countDown();
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "profile?seconds=1",
        "allocs?seconds=1",
        "heap",
        "goroutine",
        "threadcreate",
        "block?seconds=1",
        "mutex?seconds=1",
        "wall?seconds=1",
        "heap?seconds=1"
      })
  void everyProfileIsRead(String profile) throws Exception {
    Path file = fetch(profile);
    pprof("-tags", file.toString()); // prints nothing where there are no labels
    for (String report : List.of("-top", "-raw", "-traces", "-peek=.", "-dot")) {
      String text = pprof(report, file.toString());
      assertThat(text).as(report).isNotBlank().doesNotContain("Main binary filename not available");
    }
    assertThat(pprof("-top", "-diff_base=" + file, file.toString())).isNotBlank();
  }

  @Test
  void topAndTagsAreTheTruth() throws Exception {
    String file = fetch("profile?seconds=1").toString();
    assertThat(pprof("-top", file)).contains("Type: cpu").contains("weft.pprof.Work.spin");
    assertThat(pprof("-tags", file)).contains("route:").contains("GET /hog/{name}");
    assertThat(pprof("-top", "-tagfocus=route=/allocate", file))
        .doesNotContain("weft.pprof.Work.spin");
    assertThat(pprof("-lines", "-traces", file)).contains("weft/pprof/Work.java:");
  }

  @Test
  void toolFetchesByItself() throws Exception {
    String url = "http://127.0.0.1:" + server.port() + "/debug/pprof/profile?seconds=1";
    assertThat(pprof("-top", url)).contains("weft.pprof.Work.spin");
    assertThat(pprof("-top", "http://127.0.0.1:" + server.port() + "/debug/pprof/heap"))
        .contains("Type: inuse_space")
        .contains("byte[]");
  }

  private Path fetch(String profile) throws IOException {
    Path file = Files.createTempFile(folder, "profile", ".pb.gz");
    Reply reply = Reply.get(uri("/debug/pprof/" + profile));
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return Files.write(file, reply.content());
  }

  private void request(String path) {
    try {
      Reply.get(uri(path));
    } catch (IOException e) {
      assertThat(stop.getCount()).as("requests end when the test does").isZero();
    }
  }

  private URI uri(String target) {
    return URI.create("http://127.0.0.1:" + server.port() + target);
  }

  /// Runs the tool and returns what it printed.
  private String pprof(String... arguments) throws Exception {
    var command = new ArrayList<>(List.of("go", "tool", "pprof"));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("PPROF_TMPDIR", folder.toString());
    builder.environment().put("PPROF_NO_BROWSER", "1");
    Process process = builder.start();
    process.getOutputStream().close();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(command + ": " + printed).isZero();
    return printed;
  }

  private static boolean hasGo() {
    String path = String.valueOf(System.getenv("PATH"));
    for (String part : path.split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(part, "go"))) {
        return true;
      }
    }
    return false;
  }
}
