package weft.cli;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/// The `weft` command.
///
/// It ends with 0 when it did what it was asked, 1 when it could not, 2 when it was asked wrongly.
public final class Main {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int WRONG_USE = 2;

  private static final String USAGE =
      """
      usage: weft COMMAND [OPTION...]

      commands:
        hello [--addr HOST:PORT]   serve the example routes (default 127.0.0.1:8080)
        pprof URL                  fetch a profile and show it as a flame graph

      weft COMMAND --help tells more.
      """;

  private Main() {}

  /// Runs a command and ends the process with its exit code.
  public static void main(String[] args) {
    System.exit(run(Arrays.asList(args), System.out, System.err));
  }

  /// Runs a command and returns its exit code. Blocks until the command is done.
  static int run(List<String> args, PrintStream out, PrintStream err) {
    String command = args.isEmpty() ? "" : args.getFirst();
    return switch (command) {
      case "hello" -> new HelloCommand(out, err).run(args.subList(1, args.size()));
      case "pprof" -> new PprofCommand(out, err).run(args.subList(1, args.size()));
      case "--help", "-h", "help" -> {
        out.print(USAGE);
        yield OK;
      }
      case "" -> {
        err.print(USAGE);
        yield WRONG_USE;
      }
      default -> {
        err.print(USAGE);
        err.println("weft: no such command: " + command);
        yield WRONG_USE;
      }
    };
  }
}
