package weft.bench;

import java.io.IOException;
import weft.ServeMux;
import weft.server.Server;

/// Serves the hello route: the server whose CPU is compared with that of [BareLoop].
public final class HelloServer {

  private HelloServer() {}

  /// Serves on 127.0.0.1 until the process ends.
  ///
  /// @param args the port
  public static void main(String[] args) throws IOException, InterruptedException {
    var mux = new ServeMux();
    mux.handle("/hello", (w, _) -> w.print("hello, world\n"));
    try (Server server = Server.builder(mux).listen("127.0.0.1:" + args[0]).start()) {
      server.await();
    }
  }
}
