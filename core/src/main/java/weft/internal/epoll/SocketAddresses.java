package weft.internal.epoll;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Internet addresses as `struct sockaddr_in` and `struct sockaddr_in6`.
///
/// ```
///   sockaddr_in    family (2, of the machine)  port (2, of the network)  address (4)
///   sockaddr_in6   family (2)  port (2)  flow information (4)  address (16)  scope (4)
/// ```
final class SocketAddresses {

  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  /// The size of `struct sockaddr_in6`.
  static final int BYTES_MAX = 28;

  private static final int IPV4_BYTES = 16;

  private SocketAddresses() {}

  /// Returns an address to bind to. The wildcard is the one of IPv6, which takes IPv4 as well.
  static byte[] encode(InetSocketAddress address) {
    boolean any = address.getAddress().isAnyLocalAddress();
    return address.getAddress() instanceof Inet4Address && !any
        ? encodeIpv4(address)
        : encodeIpv6(address, any ? new byte[16] : address.getAddress().getAddress());
  }

  static byte[] encodeIpv4(InetSocketAddress address) {
    byte[] name = new byte[IPV4_BYTES];
    begin(name, AF_INET, address.getPort()).put(address.getAddress().getAddress());
    return name;
  }

  private static byte[] encodeIpv6(InetSocketAddress address, byte[] ip) {
    byte[] name = new byte[BYTES_MAX];
    begin(name, AF_INET6, address.getPort()).putInt(0).put(ip);
    return name;
  }

  private static ByteBuffer begin(byte[] name, int family, int port) {
    ByteBuffer fields = ByteBuffer.wrap(name);
    fields.order(ByteOrder.nativeOrder()).putShort((short) family);
    return fields.order(ByteOrder.BIG_ENDIAN).putShort((short) port);
  }

  static int family(byte[] name) {
    return ByteBuffer.wrap(name).order(ByteOrder.nativeOrder()).getShort(0);
  }

  /// Returns the address that a system call wrote; an IPv4 address that came by an IPv6 socket as
  /// IPv4.
  static InetSocketAddress decode(byte[] name) throws UnknownHostException {
    int port = ((name[2] & 0xff) << 8) | (name[3] & 0xff);
    byte[] ip =
        family(name) == AF_INET ? Arrays.copyOfRange(name, 4, 8) : Arrays.copyOfRange(name, 8, 24);
    return new InetSocketAddress(InetAddress.getByAddress(ip), port);
  }
}
