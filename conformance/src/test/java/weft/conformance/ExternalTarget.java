package weft.conformance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;

/// A server that somebody started elsewhere, of whatever make, with the routes of
/// [ConformanceHandler]. It reports nothing.
record ExternalTarget(InetSocketAddress address) implements Target {

  /// Returns the target at `host:port`.
  static ExternalTarget at(String hostAndPort) {
    int colon = hostAndPort.lastIndexOf(':');
    int port = Integer.parseInt(hostAndPort, colon + 1, hostAndPort.length(), 10);
    return new ExternalTarget(new InetSocketAddress(hostAndPort.substring(0, colon), port));
  }

  @Override
  public Peer connect() throws IOException {
    return new SocketPeer(address);
  }

  @Override
  public void advance(Duration duration) {
    throw new UnsupportedOperationException("a real clock");
  }

  @Override
  public void close() {}
}
