package weft.server;

import java.io.IOException;
import weft.Handler;
import weft.test.TestServer;

/// Where a test runs.
enum Network {
  /// In memory, in virtual time.
  MEMORY,
  /// Over TCP, by the netpoller where it is available.
  SOCKETS,
  /// Over TCP, by blocking channels.
  CHANNELS;

  TestServer start(Handler handler) throws IOException {
    return start(Server.builder(handler));
  }

  TestServer start(Server.Builder builder) throws IOException {
    if (this == CHANNELS) {
      builder.transport(TransportKind.NIO);
    }
    return this == MEMORY ? TestServer.simulated(builder) : TestServer.start(builder);
  }
}
