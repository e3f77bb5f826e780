package weft.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// Says what is wrong with arguments, and where to read what would be right.
final class WrongUse {

  private WrongUse() {}

  /// Returns the exit code.
  static int explain(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("weft: " + message(wrong));
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return Main.WRONG_USE;
  }

  private static String message(ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String argument = unmatched.getUnmatched().getFirst();
      boolean command = !argument.startsWith("-") && wrong.getCommandLine().getParent() == null;
      boolean option = argument.startsWith("-");
      String what = command ? "command" : option ? "option" : "argument";
      return "no such " + what + ": " + argument;
    }
    return String.valueOf(wrong.getMessage()).replaceFirst("^Error: ", "");
  }
}
