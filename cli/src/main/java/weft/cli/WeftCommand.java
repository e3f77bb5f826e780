package weft.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `weft` command, for picocli.
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
    })
final class WeftCommand implements Runnable {

  @Spec private CommandSpec spec;

  /// Does what `args` say and returns the exit code. Blocks until it is done.
  static int run(List<String> args, PrintWriter out, PrintWriter err) {
    var line = new CommandLine(new WeftCommand());
    commands(args).forEach(line::addSubcommand);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setOut(out);
    line.setErr(err);
    line.setColorScheme(Help.defaultColorScheme(Colors.AUTO.ansi()));
    line.setParameterExceptionHandler((e, _) -> WrongUse.explain(e));
    line.setExecutionExceptionHandler((e, command, _) -> Failure.explain(e, command));
    return line.execute(args.toArray(String[]::new));
  }

  /// Returns the command that `args` name, alone, so that it need not wait until picocli has read
  /// the others; if they name none, all.
  private static List<Object> commands(List<String> args) {
    return switch (args.isEmpty() ? "" : args.getFirst()) {
      case "serve" -> List.of(new ServeCommand());
      case "hello" -> List.of(new HelloCommand());
      case "pprof" -> List.of(new PprofCommand());
      default ->
          List.of(
              new ServeCommand(),
              new HelloCommand(),
              new PprofCommand(),
              new AutoComplete.GenerateCompletion());
    };
  }

  /// Is called without a command.
  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "which command?");
  }
}
