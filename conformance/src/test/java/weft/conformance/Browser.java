package weft.conformance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;

/// Chromium without a window, on one page, for as long as a test needs it.
final class Browser implements AutoCloseable {

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
    Command.assumeInstalled("chromium");
    var command =
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
            "--enable-logging=stderr",
            "--remote-debugging-port=0",
            "--user-data-dir=" + profile,
            url);
    return new Browser(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /// Closes the page and returns what it wrote to its console, empty if nothing.
  String console() throws Exception {
    close();
    String lines = output.get();
    return lines.lines().filter(line -> line.contains(":CONSOLE")).toList().toString();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroy);
    process.toHandle().destroy(); // Process.destroy() would close the output
  }
}
