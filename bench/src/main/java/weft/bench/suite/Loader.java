package weft.bench.suite;

import java.util.List;

/// A program that loads a server, and the form of its report.
sealed interface Loader permits Wrk, Paced, H2load, Handshakes {

  default Protocol protocol() {
    return Protocol.HTTP1;
  }

  /// The command that loads the server on `port` for `seconds`.
  List<String> command(String port, int seconds);

  /// Reads the report.
  ///
  /// @throws IllegalArgumentException if it is not one
  LoadResult parse(String report);
}
