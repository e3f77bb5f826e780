package weft;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// What is known of a connection from the moment it is accepted.
///
/// @param id a number that no other connection of this JVM has
/// @param remoteAddress the peer's address as the socket reports it
/// @param localAddress the address that the peer connected to
/// @param tls the TLS session, or null on a clear-text connection
public record ConnectionInfo(
    long id, SocketAddress remoteAddress, SocketAddress localAddress, @Nullable SSLSession tls) {

  /// The connection of a request that no server made, between addresses for examples (RFC 5737 §3).
  static final ConnectionInfo NONE =
      new ConnectionInfo(
          0,
          InetSocketAddress.createUnresolved("192.0.2.1", 1234),
          InetSocketAddress.createUnresolved("192.0.2.2", 80),
          null);
}
