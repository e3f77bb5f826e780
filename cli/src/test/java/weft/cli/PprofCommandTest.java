package weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import weft.Handlers;
import weft.test.TestServer;

class PprofCommandTest {

  @TempDir Path folder;

  @Test
  void profileIsFetchedKeptAndShown() throws Exception {
    Path file = folder.resolve("kept.pb.gz");
    try (TestServer server = TestServer.start(HelloRoutes.mux());
        var printed = new PipedOutputStream();
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        var lines = reader(printed)) {
      List<String> args =
          List.of(
              "pprof",
              "--out",
              file.toString(),
              "--no-open",
              server.uri("/debug/pprof/heap").toString());
      Thread command = Thread.ofVirtual().start(() -> Main.run(args, out, out));
      assertThat(lines.readLine()).startsWith("fetching http://127.0.0.1:");
      assertThat(lines.readLine()).isEqualTo("kept in " + file);
      URI page = URI.create(lines.readLine());
      assertThat(text(page)).contains("ui/ui.js");
      assertThat(bytes(page.resolve("/profile.pb.gz"))).isEqualTo(Files.readAllBytes(file));
      assertThat(text(page.resolve("/ui/flame.js"))).contains("class Flame");
      command.interrupt();
      command.join();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void pageIsShownInTheBrowser() throws Exception {
    Path shown = folder.resolve("shown");
    browser("echo \"$1\" >'" + shown + "'");
    Path file = Files.createFile(folder.resolve("profile.pb.gz"));
    try (Program pprof = Program.startBeside(folder, "pprof", file.toString())) {
      while (!Files.exists(shown) || Files.size(shown) == 0) {
        Thread.yield();
      }
      assertThat(shown).hasContent(pprof.root().toString());
      assertThat(pprof.stop()).containsExactly("Ctrl-C stops it.");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void browserThatCannotBeStartedIsTold() throws Exception {
    browser("exit 3");
    Path file = Files.createFile(folder.resolve("profile.pb.gz"));
    try (Program pprof = Program.startBeside(folder, "pprof", file.toString())) {
      assertThat(pprof.greeting()).isEmpty();
      assertThat(pprof.line()).startsWith("no browser could be started");
    }
  }

  /// Makes what shows pages on Linux a script.
  private void browser(String script) throws Exception {
    Path program = Files.writeString(folder.resolve("xdg-open"), "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  @Test
  void refusalOfTheServerIsPrinted() throws Exception {
    try (TestServer server =
        TestServer.start((w, _) -> Handlers.error(w, "too\u0007many at once", 429))) {
      Command failed = Command.run("pprof", "--seconds", "1", server.uri("/").toString());
      assertThat(failed.code()).isEqualTo(1);
      assertThat(failed.err()).isEqualTo("weft: the server answered 429: too many at once\n");
      assertThat(failed.out()).contains("/debug/pprof/profile?seconds=1");
    }
  }

  @Test
  void wrongUseIsNamed() {
    assertThat(Command.run("pprof").err()).contains("weft: ", "URL|FILE");
    assertThat(Command.run("pprof", "--seconds", "0", "http://h").err()).contains("from 1");
    assertThat(Command.run("pprof", "--x", "http://h").err()).contains("no such option: --x");
    assertThat(Command.run("pprof", "--seconds", "5").code()).isEqualTo(2);
    assertThat(Command.run("pprof", "--help").out()).startsWith("Usage: weft pprof");
    assertThat(Command.run("pprof", folder.resolve("none").toString()).code()).isEqualTo(1);
  }

  private static BufferedReader reader(PipedOutputStream from) throws Exception {
    return new BufferedReader(
        new InputStreamReader(new PipedInputStream(from), StandardCharsets.UTF_8));
  }

  private static String text(URI uri) throws Exception {
    return new String(bytes(uri), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(URI uri) throws Exception {
    try (var in = uri.toURL().openStream()) {
      return in.readAllBytes();
    }
  }
}
