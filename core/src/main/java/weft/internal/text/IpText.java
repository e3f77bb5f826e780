package weft.internal.text;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;

/// Internet addresses as text.
public final class IpText {

  private static final int GROUPS = 8;

  private IpText() {}

  /// Returns `host:port`, an IPv6 address in brackets and in the form of RFC 5952 §4. The scope of
  /// a link-local address is left out: it names an interface of this machine, which is nobody's
  /// business.
  public static String hostAndPort(InetSocketAddress address) {
    String host = host(address);
    return (host.indexOf(':') >= 0 ? "[" + host + "]:" : host + ":") + address.getPort();
  }

  /// Returns the address as [#text], or the host name of one that was not resolved.
  public static String host(InetSocketAddress address) {
    InetAddress resolved = address.getAddress();
    return resolved == null ? address.getHostString() : text(resolved);
  }

  /// Returns `192.0.2.1`, or `2001:db8::1` in the form of RFC 5952 §4.
  public static String text(InetAddress address) {
    byte[] octets = address.getAddress();
    return octets.length == 4 ? address.getHostAddress() : compress(octets);
  }

  private static String compress(byte[] octets) {
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = (octets[2 * i] & 0xff) << 8 | (octets[2 * i + 1] & 0xff);
    }
    int zerosAt = -1;
    int zeros = 1; // one zero group is not shortened (RFC 5952 §4.2.2)
    for (int i = 0; i < GROUPS; i++) {
      int run = zeroRun(groups, i);
      if (run > zeros) {
        zerosAt = i;
        zeros = run;
      }
    }
    var out = new StringBuilder(39);
    for (int i = 0; i < GROUPS; i++) {
      if (i == zerosAt) {
        out.append("::");
        i += zeros - 1;
      } else {
        boolean separated = out.isEmpty() || out.charAt(out.length() - 1) == ':';
        out.append(separated ? "" : ":").append(Integer.toHexString(groups[i]));
      }
    }
    return out.toString();
  }

  private static int zeroRun(int[] groups, int from) {
    int i = from;
    while (i < GROUPS && groups[i] == 0) {
      i++;
    }
    return i - from;
  }

  /// Returns `192.0.2.1:1234`, `[2001:db8::1]:1234`, or `unix:` and a path.
  public static String text(SocketAddress address) {
    if (address instanceof InetSocketAddress inet) {
      return hostAndPort(inet);
    }
    return address instanceof UnixDomainSocketAddress unix
        ? "unix:" + unix.getPath()
        : address.toString();
  }
}
