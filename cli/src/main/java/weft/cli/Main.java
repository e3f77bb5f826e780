package weft.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.server.Server;

/// The `weft` command.
///
/// It ends with 0 when it did what it was asked, 1 when it could not, 2 when it was asked wrongly.
public final class Main {

  static final String VERSION = "Weft 0.1.0";

  static final int OK = 0;
  static final int FAILED = 1;
  static final int WRONG_USE = 2;

  private Main() {}

  /// Runs a command and ends the process with its exit code.
  public static void main(String[] args) {
    System.exit(run(Arrays.asList(args), System.out, System.err));
  }

  /// Runs a command and returns its exit code. Blocks until the command is done.
  static int run(List<String> args, PrintStream out, PrintStream err) {
    var printer = new PrintWriter(out, true, StandardCharsets.UTF_8);
    Server hello = hello(args);
    return hello == null
        ? WeftCommand.run(args, printer, new PrintWriter(err, true, StandardCharsets.UTF_8))
        : Hello.await(hello, printer);
  }

  /// Starts the server that `args` ask for, if they ask for `hello` in the usual form and it can be
  /// started: so the command of which the start is measured does without picocli, whose classes are
  /// of a version that the JDK keeps out of its AOT cache. All else is for `WeftCommand`, which
  /// also explains why a server does not start.
  private static @Nullable Server hello(List<String> args) {
    String address = Hello.address(args);
    try {
      return address == null ? null : Hello.start(address);
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }
}
