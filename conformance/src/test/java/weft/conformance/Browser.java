package weft.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/// Chromium without a window, on one page, for as long as a test needs it.
final class Browser implements AutoCloseable {

  private static final int END_SECONDS_MAX = 30;

  private final Process process;
  private final FutureTask<String> output;

  private Browser(Process process) {
    this.process = process;
    output =
        new FutureTask<>(
            () -> new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    Thread.ofVirtual().start(output);
  }

  /// Opens `url`; the test is skipped if there is no Chromium.
  ///
  /// @param profile a folder for what Chromium stores
  static Browser open(Path profile, String url) throws IOException {
    List<String> command =
        command(profile, "--enable-logging=stderr", "--remote-debugging-port=0", url);
    return new Browser(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /// Loads `url` and returns what has become of the page; the test is skipped if there is no
  /// Chromium.
  static String dom(Path profile, String url) throws Exception {
    return Command.run(new byte[0], command(profile, "--dump-dom", url)).output();
  }

  private static List<String> command(Path profile, String... more) {
    Command.assumeInstalled("chromium");
    var command =
        new ArrayList<>(
            List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--ignore-certificate-errors",
                "--user-data-dir=" + profile));
    command.addAll(List.of(more));
    return command;
  }

  /// Closes the page and returns what it wrote to its console, empty if nothing.
  String console() throws Exception {
    close();
    return output.get().lines().filter(line -> line.contains(":CONSOLE")).toList().toString();
  }

  /// Waits until all its processes have ended, each of which may write to its output: they write to
  /// the profile too.
  @Override
  public void close() throws Exception {
    process.descendants().forEach(ProcessHandle::destroy);
    process.toHandle().destroy(); // Process.destroy() would close the output
    output.get(END_SECONDS_MAX, TimeUnit.SECONDS);
  }
}
