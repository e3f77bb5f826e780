package weft.bench;

import java.io.IOException;
import weft.ServeMux;
import weft.pprof.Pprof;
import weft.server.Server;

/// The hello route twice in one process, so that both are compiled alike: without profiles, and
/// with them mounted. What `bench/pprof-overhead` compares.
public final class ProfiledServer {

  private ProfiledServer() {}

  /// Serves on 127.0.0.1 until the process ends.
  ///
  /// @param args the port without profiles, and the port with them
  public static void main(String[] args) throws IOException, InterruptedException {
    ServeMux mounted = hello();
    Pprof.register(mounted);
    try (Server plain = Server.builder(hello()).listen("127.0.0.1:" + args[0]).start();
        Server profiled = Server.builder(mounted).listen("127.0.0.1:" + args[1]).start()) {
      profiled.await();
      plain.await();
    }
  }

  private static ServeMux hello() {
    var mux = new ServeMux();
    mux.handle(
        "/hello",
        (w, _) -> {
          w.header().set("Content-Type", "text/plain");
          w.print("Hello, World!");
        });
    return mux;
  }
}
