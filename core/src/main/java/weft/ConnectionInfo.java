package weft;

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
    long id, SocketAddress remoteAddress, SocketAddress localAddress, @Nullable SSLSession tls) {}
