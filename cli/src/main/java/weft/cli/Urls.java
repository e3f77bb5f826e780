package weft.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Stream;
import weft.server.Server;

/// Where a server can be reached.
final class Urls {

  private Urls() {}

  /// Returns the URLs of `/`, that of this machine first. A server for all interfaces has one for
  /// each IPv4 address.
  static List<String> of(Server server, String scheme) {
    return server.addresses().stream().flatMap(address -> of(address, scheme)).toList();
  }

  private static Stream<String> of(SocketAddress address, String scheme) {
    if (!(address instanceof InetSocketAddress inet)) {
      return Stream.of("unix:" + address);
    }
    String end = ":" + inet.getPort() + "/";
    Stream<String> hosts =
        inet.getAddress().isAnyLocalAddress()
            ? Stream.concat(Stream.of("localhost"), interfaces())
            : Stream.of(host(inet.getAddress()));
    return hosts.map(host -> scheme + "://" + host + end);
  }

  private static String host(InetAddress address) {
    String host = address.getHostAddress();
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /// Returns the IPv4 addresses of this machine that others see.
  static Stream<String> interfaces() {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(address -> !address.isLoopbackAddress() && address.getAddress().length == 4)
          .map(Urls::host);
    } catch (SocketException e) {
      return Stream.of();
    }
  }
}
