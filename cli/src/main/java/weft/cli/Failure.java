package weft.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;

/// Says why a command could not do what it was asked.
final class Failure {

  private Failure() {}

  /// Returns what to throw when an address cannot be listened on.
  static BindException unbound(String address, String option, BindException e) {
    String message = String.valueOf(e.getMessage());
    boolean taken = message.startsWith("Address already in use");
    String why = taken ? "another program listens there; choose another with " + option : message;
    var explained = new BindException("cannot listen on " + address + ": " + why);
    explained.initCause(e);
    return explained;
  }

  /// Returns the exit code.
  static int explain(Exception failure, CommandLine command) throws Exception {
    String message =
        switch (failure) {
          case UnknownHostException e -> "unknown host: " + e.getMessage();
          case NoSuchFileException e -> "no such file: " + e.getMessage();
          case IOException e when e.getMessage() != null -> e.getMessage();
          case IOException e -> e.toString();
          default -> throw failure;
        };
    command.getErr().println("weft: " + message);
    return Main.FAILED;
  }
}
