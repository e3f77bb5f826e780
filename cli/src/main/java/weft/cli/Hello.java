package weft.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.pprof.Pprof;
import weft.server.Server;

/// The server of `weft hello`.
final class Hello {

  static final String ADDRESS = "127.0.0.1:8080";

  private static final List<String> PATHS = List.of("", "hello", "sister", "page", "debug/pprof/");

  private Hello() {}

  /// Returns the address that arguments of the usual form ask for: `hello` or `hello --addr
  /// ADDRESS`. For any other, and for those that are no such command, null.
  static @Nullable String address(List<String> args) {
    if (args.isEmpty() || !args.getFirst().equals("hello")) {
      return null;
    }
    if (args.size() == 1) {
      return ADDRESS;
    }
    return args.size() == 3 && args.get(1).equals("--addr") ? args.get(2) : null;
  }

  /// Starts the server.
  ///
  /// @throws IllegalArgumentException if `address` is none
  static Server start(String address) throws IOException {
    return Server.builder(HelloRoutes.mux()).trace(Pprof.trace()).listen(address).start();
  }

  /// Prints where it can be reached, waits for its end and returns the exit code.
  static int await(Server server, PrintWriter out) {
    String url = Urls.of(server, "http").getFirst();
    List<String> paths = url.endsWith("/") ? PATHS : List.of("");
    paths.forEach(path -> out.println(url + path));
    return new Running(server, out).await();
  }
}
