package weft.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `weft` command.
///
/// It ends with 0 when it did what it was asked, 1 when it could not, 2 when it was asked wrongly.
@Command(
    name = "weft",
    mixinStandardHelpOptions = true,
    version = Main.VERSION,
    description = "An HTTP server, and what comes with it.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%n",
    footer = {
      "weft COMMAND --help tells more.",
      "source <(weft generate-completion) lets bash and zsh complete commands and options."
    },
    subcommands = {
      ServeCommand.class,
      HelloCommand.class,
      PprofCommand.class,
      AutoComplete.GenerateCompletion.class
    })
public final class Main implements Runnable {

  static final String VERSION = "Weft 0.1.0";

  static final int OK = 0;
  static final int FAILED = 1;
  static final int WRONG_USE = 2;

  @Spec private CommandSpec spec;

  private Main() {}

  /// Runs a command and ends the process with its exit code.
  public static void main(String[] args) {
    System.exit(run(Arrays.asList(args), System.out, System.err));
  }

  /// Runs a command and returns its exit code. Blocks until the command is done.
  static int run(List<String> args, PrintStream out, PrintStream err) {
    var line = new CommandLine(new Main());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
    line.setColorScheme(Help.defaultColorScheme(Colors.AUTO.ansi()));
    line.setParameterExceptionHandler((e, _) -> WrongUse.explain(e));
    line.setExecutionExceptionHandler((e, command, _) -> Failure.explain(e, command));
    return line.execute(args.toArray(String[]::new));
  }

  /// Is called without a command.
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
