package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Has Go's own tool report on every profile, and show it in its web pages. Skipped where Go is not
/// installed, and the graph where there is no `dot` of Graphviz.
class GoToolTest {

  private static final String CPU = "profile?seconds=1";

  /// Every profile, and a call that must be in it.
  private static final Map<String, String> PROFILES =
      Map.of(
          CPU,
          "weft.pprof.Work.spin",
          "allocs?seconds=1",
          "weft.pprof.Work.most",
          "heap",
          "byte[]",
          "heap?seconds=1",
          "byte[]",
          "goroutine",
          "java.util.concurrent.CountDownLatch.await",
          "threadcreate",
          "java.lang.Thread.run",
          "block?seconds=1",
          "java.util.concurrent.CountDownLatch.await",
          "mutex?seconds=1",
          "weft.pprof.Work.holdLock",
          "pinned?seconds=1",
          "weft.pprof.Work$Pin.<clinit>",
          "wall?seconds=1",
          "weft.pprof.Work.holdLock");

  /// So many for the lock that one waits whenever somebody looks, however seldom that is.
  private static final List<String> LOAD =
      Stream.concat(
              Stream.of("/hog/a", "/allocate", "/wait", "/pinning"),
              Collections.nCopies(6, "/lock").stream())
          .toList();

  private static final Map<String, Path> FILES = new HashMap<>();

  @TempDir private static Path folder;

  private static BusyServer server;
  private static String tool;

  /// Fetches all of them at the same time.
  @BeforeAll
  static void fetch() throws Exception {
    assumeTrue(has("go"), "Go is not installed: its tool was NOT tried on any profile");
    server = new BusyServer(Pprof.builder().profilesMax(PROFILES.size()));
    LOAD.forEach(server::hold);
    var replies = new HashMap<String, CompletableFuture<Reply>>();
    PROFILES.keySet().forEach(name -> replies.put(name, server.fetchAsync(name)));
    tool = run(List.of(), "go", "tool", "-n", "pprof").strip();
    for (var reply : replies.entrySet()) {
      assertThat(reply.getValue().get().status()).as(reply.getKey()).isEqualTo(200);
      Path file = Files.createTempFile(folder, "profile", ".pb.gz");
      FILES.put(reply.getKey(), Files.write(file, reply.getValue().get().content()));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  static Stream<String> profiles() {
    return PROFILES.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void everyProfileIsReported(String profile) throws Exception {
    String call = String.valueOf(PROFILES.get(profile));
    assertThat(run(List.of("top", "peek .", "tags", "traces", "raw"), tool, file(profile)))
        .contains(call, "flat%", "calls%", "PeriodType: ")
        .doesNotContain("Main binary filename not available", "unrecognized", "parse error");
    assertThat(run(List.of(), tool, "-top", file(profile))).contains("flat%");
    assertThat(run(List.of(), tool, "-peek=.", file(profile))).contains(call);
    run(List.of(), tool, "-tags", file(profile)); // prints nothing where there are no labels
    assertThat(run(List.of(), tool, "-top", "-diff_base=" + file(profile), file(profile)))
        .contains("flat%");
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void everyProfileHasItsPages(String profile) throws Exception {
    String call = String.valueOf(PROFILES.get(profile));
    String inScript = call.replace("<", "\\u003c").replace(">", "\\u003e");
    try (var pages = new WebPages(file(profile))) {
      assertThat(pages.get("top")).contains(inScript);
      assertThat(pages.get("flamegraph")).contains(inScript);
      assertThat(pages.get("peek?f=.")).contains("calls%");
      assertThat(pages.get("source?f=.")).contains("</html>");
      assumeTrue(has("dot"), "Graphviz is not installed: the graph was NOT tried");
      assertThat(pages.get("graph")).contains("<svg");
    }
  }

  @Test
  void topAndTagsAreTheTruth() throws Exception {
    String file = file(CPU);
    assertThat(run(List.of("top", "tags"), tool, file))
        .contains("Type: cpu", "weft.pprof.Work.spin", "route:", "GET /hog/{name}");
    assertThat(run(List.of(), tool, "-top", "-tagfocus=route=/allocate", file))
        .doesNotContain("weft.pprof.Work.spin");
    assertThat(run(List.of(), tool, "-lines", "-traces", file)).contains("weft/pprof/Work.java:");
  }

  @Test
  void toolFetchesByItself() throws Exception {
    assertThat(run(List.of(), "go", "tool", "pprof", "-top", server.page(CPU).toString()))
        .contains("weft.pprof.Work.spin");
    assertThat(run(List.of(), "go", "tool", "pprof", "-top", server.page("heap").toString()))
        .contains("Type: inuse_space", "byte[]");
  }

  private static String file(String profile) {
    return String.valueOf(FILES.get(profile));
  }

  /// Runs a command, types `input`, and returns what it printed.
  private static String run(List<String> input, String... command) throws Exception {
    Process process = start(command);
    try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
      for (String line : input) {
        in.write(line + "\n");
      }
    }
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(List.of(command) + ": " + printed).isZero();
    return printed;
  }

  private static Process start(String... command) throws IOException {
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("PPROF_TMPDIR", folder.toString());
    return builder.start();
  }

  private static boolean has(String program) {
    String path = String.valueOf(System.getenv("PATH"));
    for (String part : path.split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(part, program))) {
        return true;
      }
    }
    return false;
  }

  /// The pages that the tool serves of one file.
  private static final class WebPages implements AutoCloseable {

    private static final String SERVING = "Serving web UI on ";

    private final Process process;
    private final URI root;

    WebPages(String file) throws IOException {
      process = start(tool, "-no_browser", "-http=127.0.0.1:", file);
      BufferedReader printed = process.inputReader(StandardCharsets.UTF_8);
      String line = printed.readLine();
      while (line != null && !line.startsWith(SERVING)) {
        line = printed.readLine();
      }
      assertThat(line).as("what the tool says").isNotNull();
      root = URI.create(line.substring(SERVING.length()) + "/ui/");
      while (!isServing()) { // it says so before it does
        Thread.yield();
      }
    }

    private boolean isServing() throws IOException {
      try (var connection = new Socket(root.getHost(), root.getPort())) {
        return connection.isConnected();
      } catch (ConnectException e) {
        assertThat(process.isAlive()).as("the tool runs").isTrue();
        return false;
      }
    }

    /// Returns a page, the first one if there is none of that name: up to Go 1.25 the graph is.
    String get(String page) throws IOException {
      Reply reply = Reply.get(root.resolve(page));
      if (reply.status() == 404) {
        reply = Reply.get(root);
      }
      assertThat(reply.status()).as(page + ": " + reply.text()).isEqualTo(200);
      return reply.text();
    }

    @Override
    public void close() throws InterruptedException {
      process.destroyForcibly();
      process.waitFor();
    }
  }
}
