package weft.internal.http2;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import weft.Handler;
import weft.Http2Limits;
import weft.Limits;
import weft.server.Protocols;
import weft.server.Server;
import weft.test.TestServer;

/// What tests with a [Peer] have in common: a server in memory that speaks HTTP/2.
abstract class Served {

  private TestServer server;

  /// Starts a server for the handler, and connects to it.
  Peer serve(Handler handler) throws IOException {
    return serve(Server.builder(handler));
  }

  Peer serve(Server.Builder builder) throws IOException {
    server = TestServer.simulated(builder.protocols(Protocols.ALL));
    return Peer.connect(server);
  }

  /// Starts a server that answers the path, and connects to it.
  Peer serve() throws IOException {
    return serve((w, r) -> w.print(r.path()));
  }

  static Limits limits(Http2Limits.Builder http2) {
    return Limits.STANDARD.with().http2(http2.build()).build();
  }

  TestServer server() {
    return server;
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }
}
