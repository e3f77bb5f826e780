package weft.cli;

import java.io.IOException;
import java.net.BindException;
import java.util.function.Supplier;
import weft.server.Server;

/// Starts a server at the first port that is free.
final class FreePort {

  private FreePort() {}

  /// Tries `count` ports from `first` on.
  ///
  /// @throws IllegalArgumentException if host and port are none
  static Server start(Supplier<Server.Builder> server, String host, int first, int count)
      throws IOException {
    for (int port = first; ; port++) {
      try {
        return server.get().listen(address(host, port)).start();
      } catch (BindException e) {
        if (port == first + count - 1) {
          throw Failure.unbound(address(host, first), "--port", e);
        }
      }
    }
  }

  private static String address(String host, int port) {
    boolean ipv6 = host.indexOf(':') >= 0 && !host.startsWith("[");
    return (ipv6 ? "[" + host + "]" : host) + ":" + port;
  }
}
