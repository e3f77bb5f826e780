package weft.bench.suite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs programs that end.
final class Processes {

  private Processes() {}

  /// What a program printed, errors included; blocks until it ends.
  static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  /// Runs a loader on core 1, and returns its report.
  ///
  /// @throws IOException if it fails, or does not end by itself in `seconds` and half a minute
  static String load(List<String> command, int seconds) throws IOException, InterruptedException {
    var pinned = new ArrayList<>(List.of("taskset", "-c", "1"));
    pinned.addAll(command);
    Process process = new ProcessBuilder(pinned).redirectErrorStream(true).start();
    process.getOutputStream().close();
    // A report is smaller than a pipe holds: it may be read after the end.
    if (!process.waitFor(seconds + 30L, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IOException(command.getFirst() + " did not end");
    }
    String report = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.exitValue() != 0) {
      throw new IOException(command.getFirst() + " failed: " + report.strip());
    }
    return report;
  }
}
