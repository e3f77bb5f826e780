package weft.cli;

import java.io.Console;
import picocli.CommandLine.Help.Ansi;

/// When output is coloured.
enum Colors {
  /// On a terminal, unless `NO_COLOR` is set (no-color.org).
  AUTO,
  ALWAYS,
  NEVER;

  boolean used() {
    return switch (this) {
      case AUTO -> isTerminal() && System.getenv("NO_COLOR") == null;
      case ALWAYS -> true;
      case NEVER -> false;
    };
  }

  Ansi ansi() {
    return used() ? Ansi.ON : Ansi.OFF;
  }

  @SuppressWarnings("SystemConsoleNull") // JDK 25 returns null again where there is none
  private static boolean isTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }
}
