package weft.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program of the machine, run to its end or for as long as a test needs it.
final class Command {

  /// What a program printed, and its exit code.
  ///
  /// @param output standard output and standard error
  record Result(int exitCode, String output) {}

  private static final long SECONDS_MAX = 50;

  private Command() {}

  /// Skips the test, saying so, if `program` is not installed.
  static void assumeInstalled(String program) {
    boolean installed =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(folder -> new File(folder, program).canExecute());
    assumeTrue(installed, () -> "SKIPPED: " + program + " is not installed");
  }

  /// Runs a command with `input` on its standard input and returns what it printed.
  ///
  /// @throws IOException if it did not end within 50 s
  static Result run(byte[] input, List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      Thread.startVirtualThread(() -> feed(process, input));
      byte[] output = process.getInputStream().readAllBytes();
      if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        throw new IOException("did not end: " + command);
      }
      return new Result(process.exitValue(), new String(output, StandardCharsets.UTF_8));
    } finally {
      process.destroyForcibly();
    }
  }

  /// Runs curl with `options`, or skips the test if it is not installed.
  static Result curl(byte[] input, String... options) throws Exception {
    assumeInstalled("curl");
    var command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "40"));
    command.addAll(List.of(options));
    return run(input, command);
  }

  /// Runs curl as [#curl] does, with a server at a Unix domain socket.
  static Result curlAt(Path socket, byte[] input, String... options) throws Exception {
    var all = new ArrayList<>(List.of("--unix-socket", socket.toString()));
    all.addAll(List.of(options));
    return curl(input, all.toArray(String[]::new));
  }

  /// Runs curl as [#curlAt] does, again and again while who is asked is not up yet.
  static Result patientCurlAt(Path socket, String... urls) throws Exception {
    String[] patience = {"--retry", "30", "--retry-delay", "1", "--retry-all-errors", "--fail"};
    var options = new ArrayList<>(List.of(patience));
    options.addAll(List.of(urls));
    return curlAt(socket, new byte[0], options.toArray(String[]::new));
  }

  /// Starts a server that runs until it is closed, or skips the test if it is not installed.
  static Service start(String... command) throws IOException {
    assumeInstalled(command[0]);
    return new Service(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.DISCARD)
            .start());
  }

  /// A program that ends when it is closed.
  record Service(Process process) implements AutoCloseable {
    @Override
    public void close() throws Exception {
      process.destroy();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("did not end: " + process.info());
      }
    }
  }

  private static void feed(Process process, byte[] input) {
    try (var stdin = process.getOutputStream()) {
      stdin.write(input);
    } catch (IOException e) {
      // The program did not want all of it.
    }
  }
}
