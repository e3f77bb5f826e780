package weft.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import weft.internal.epoll.Epoll;
import weft.internal.epoll.EpollListener;
import weft.internal.net.Listener;
import weft.internal.net.NioListener;

/// Addresses as text: `host:port`, `[ipv6]:port`, `:port` for every interface, `unix:/path`.
final class ListenAddress {

  private static final int PORT_MAX = 65_535;

  private ListenAddress() {}

  /// Parses an address; blocks if the host must be looked up.
  ///
  /// @throws IllegalArgumentException if `text` is not an address
  /// @throws UnknownHostException if the host has no address
  static SocketAddress parse(String text) throws UnknownHostException {
    if (text.startsWith("unix:") && text.length() > 5) {
      return UnixDomainSocketAddress.of(text.substring(5));
    }
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(0, colon));
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    if (colon < 0 || bracketed != host.contains(":") || (!bracketed && host.contains("["))) {
      throw new IllegalArgumentException("not host:port: " + text);
    }
    int port = port(text, colon + 1);
    return host.isEmpty()
        ? new InetSocketAddress(port)
        : new InetSocketAddress(InetAddress.getByName(host), port);
  }

  /// Listens on an address.
  ///
  /// @throws IOException if that is not possible
  static Listener bind(SocketAddress address, TransportKind kind, int backlog, boolean reusePort)
      throws IOException {
    boolean epoll = kind == TransportKind.AUTO && Epoll.isAvailable();
    return epoll
        ? EpollListener.bind(address, backlog, reusePort)
        : NioListener.bind(address, backlog, reusePort);
  }

  private static int port(String text, int start) {
    int port = 0;
    boolean valid = start < text.length();
    for (int i = start; i < text.length() && valid; i++) {
      int digit = text.charAt(i) - '0';
      port = 10 * port + digit;
      valid = digit >= 0 && digit <= 9 && port <= PORT_MAX;
    }
    if (!valid) {
      throw new IllegalArgumentException("not a port from 0 to 65535: " + text);
    }
    return port;
  }
}
