package weft.file;

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
        var encrypted = TestServer.start(tls);
        Wire first = simulated.connect();
        Wire second = real.connect();
        Wire third = blocking.connect();
        Wire fourth = encrypted.connectTls();
        Wire multiplexed = simulated.connect();
        Wire multiplexedToo = real.connect()) {
      questions.ask(Asked.http1(first), SIMULATED_EACH);
      questions.ask(Asked.http2(multiplexed), SIMULATED_EACH);
      questions.ask(Asked.http1(second), REAL_EACH);
      questions.ask(Asked.http1(third), REAL_EACH);
      questions.ask(Asked.http1(fourth), REAL_EACH);
      questions.ask(Asked.http2(multiplexedToo), REAL_EACH);
    }
  }
}
