package weft.pprof;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import weft.Handler;
import weft.Request;
import weft.ResponseWriter;

/// `cmdline`: the command that started this process, its arguments apart by NUL.
final class CommandLine implements Handler {

  /// Returns the program and its arguments; only the program where the platform does not tell more.
  static List<String> words() {
    ProcessHandle.Info info = ProcessHandle.current().info();
    return Stream.concat(
            info.command().or(() -> Optional.of("java")).stream(),
            info.arguments().stream().flatMap(Arrays::stream))
        .toList();
  }

  @Override
  public void serve(ResponseWriter w, Request r) throws Exception {
    w.header().set("Content-Type", "text/plain; charset=utf-8");
    w.print(String.join("\0", words()));
  }
}
