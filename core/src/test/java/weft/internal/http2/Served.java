package weft.internal.http2;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import weft.Handler;
import weft.Http2Limits;
import weft.Limits;
import weft.server.Protocols;
import weft.server.Server;
import weft.test.TestServer;

/// What tests with a [Peer] have in common: a server in memory that speaks HTTP/2.
abstract class Served {

  private final List<Thread> handlers = new CopyOnWriteArrayList<>();
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

  /// Returns the handler, made known to [#awaitBlocked].
  Handler known(Handler handler) {
    return (w, r) -> {
      handlers.add(Thread.currentThread());
      handler.serve(w, r);
    };
  }

  /// Returns once the last `count` handlers that are known wait for a window.
  void awaitBlocked(Peer peer, int count) throws IOException {
    List<Thread> last = handlers.subList(handlers.size() - count, handlers.size());
    // Twice, because a thread may also wait for the lock, though not while the peer is answered.
    for (int seen = 0; seen < 2; seen = isBlocked(last) ? seen + 1 : 0) {
      peer.sync();
    }
  }

  private static boolean isBlocked(List<Thread> threads) {
    return threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING);
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }
}
