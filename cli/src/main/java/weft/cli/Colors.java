package weft.cli;

import java.io.Console;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/// When output is coloured.
enum Colors {
  /// On a terminal, unless `NO_COLOR` is set (no-color.org).
  AUTO,
  ALWAYS,
  NEVER;

  /// Returns the name as it is written on a command line.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

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
