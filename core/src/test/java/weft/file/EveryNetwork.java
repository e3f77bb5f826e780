package weft.file;

import java.io.IOException;
import weft.Handler;
import weft.server.Protocols;
import weft.server.Server;
import weft.server.Tls;
import weft.server.TransportKind;
import weft.test.TestServer;
import weft.test.Wire;

/// Every network on which requests reach a handler.
final class EveryNetwork {

  /// Every this many combinations go over a simulated network, and over a real one.
  private static final int SIMULATED_EACH = 41;

  private static final int REAL_EACH = 211;

  /// What a test asks over one of them.
  interface Questions {
    /// @param each how many combinations there are for one that is to be asked
    void ask(Asked over, int each) throws Exception;
  }

  private EveryNetwork() {}

  /// Asks a handler in memory and over TCP, by HTTP/1.1 and HTTP/2, and over TCP by blocking
  /// channels and encrypted.
  static void ask(Handler handler, Questions questions) throws Exception {
    Server.Builder memory = Server.builder(handler).protocols(Protocols.ALL);
    Server.Builder epoll = Server.builder(handler).protocols(Protocols.ALL);
    Server.Builder nio = Server.builder(handler).transport(TransportKind.NIO);
    Server.Builder tls = Server.builder(handler).tls(Tls.selfSigned("localhost"));
    try (var simulated = TestServer.simulated(memory);
        var real = TestServer.start(epoll);
        var blocking = TestServer.start(nio);
        var encrypted = TestServer.start(tls)) {
      ask(simulated.connect(), Asked::http1, questions, SIMULATED_EACH);
      ask(simulated.connect(), Asked::http2, questions, SIMULATED_EACH);
      ask(real.connect(), Asked::http1, questions, REAL_EACH);
      ask(blocking.connect(), Asked::http1, questions, REAL_EACH);
      ask(encrypted.connectTls(), Asked::http1, questions, REAL_EACH);
      ask(real.connect(), Asked::http2, questions, REAL_EACH);
    }
  }

  private interface Client {
    Asked over(Wire wire) throws IOException;
  }

  /// Asks over a connection that was just made: one that waits for its turn would time out.
  private static void ask(Wire made, Client client, Questions questions, int each)
      throws Exception {
    try (made) {
      questions.ask(client.over(made), each);
    }
  }
}
