package weft.internal.epoll;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import weft.internal.linux.FileNames;

/// Addresses as `struct sockaddr_in`, `struct sockaddr_in6` and `struct sockaddr_un`.
///
/// ```
///   sockaddr_in    family (2, of the machine)  port (2, of the network)  address (4)
///   sockaddr_in6   family (2)  port (2)  flow information (4)  address (16)  scope (4)
///   sockaddr_un    family (2)  path (to 108, ended by a zero)
/// ```
final class SocketAddresses {

  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  /// The size of `struct sockaddr_un`.
  static final int BYTES_MAX = 110;

  private static final int IPV6_BYTES = 28;
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
    byte[] name = new byte[IPV6_BYTES];
    begin(name, AF_INET6, address.getPort()).putInt(0).put(ip);
    return name;
  }

  /// Returns the address of a socket file.
  ///
  /// @throws SocketException if its name is too long
  static byte[] encodeUnix(UnixDomainSocketAddress address) throws SocketException {
    byte[] path = FileNames.encode(address.getPath());
    if (path.length > BYTES_MAX - Short.BYTES) {
      throw new SocketException("the name of the socket file is too long: " + address);
    }
    byte[] name = new byte[Short.BYTES + path.length];
    begin(name, AF_UNIX).put(path);
    return name;
  }

  private static ByteBuffer begin(byte[] name, int family, int port) {
    return begin(name, family).putShort((short) port);
  }

  private static ByteBuffer begin(byte[] name, int family) {
    ByteBuffer fields = ByteBuffer.wrap(name);
    fields.order(ByteOrder.nativeOrder()).putShort((short) family);
    return fields.order(ByteOrder.BIG_ENDIAN);
  }

  static int family(byte[] name) {
    return ByteBuffer.wrap(name).order(ByteOrder.nativeOrder()).getShort(0);
  }

  /// Returns the address of a Unix domain socket that a system call wrote over zeros; without a
  /// name for a peer that has none, as is usual.
  static UnixDomainSocketAddress decodeUnix(byte[] name) {
    int end = Short.BYTES;
    while (end < name.length && name[end] != 0) {
      end++;
    }
    String path = new String(name, Short.BYTES, end - Short.BYTES, StandardCharsets.UTF_8);
    try {
      return UnixDomainSocketAddress.of(path);
    } catch (InvalidPathException e) { // not to be shown in the charset of this process
      return UnixDomainSocketAddress.of("");
    }
  }

  /// Returns the Internet address that a system call wrote; an IPv4 address that came by an IPv6
  /// socket as IPv4.
  static InetSocketAddress decode(byte[] name) throws UnknownHostException {
    int port = ((name[2] & 0xff) << 8) | (name[3] & 0xff);
    byte[] ip =
        family(name) == AF_INET ? Arrays.copyOfRange(name, 4, 8) : Arrays.copyOfRange(name, 8, 24);
    return new InetSocketAddress(InetAddress.getByAddress(ip), port);
  }
}
