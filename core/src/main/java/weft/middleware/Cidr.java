package weft.middleware;

import java.net.InetAddress;
import weft.internal.text.HostText;

/// A range of addresses, as `10.0.0.0/8`, `2001:db8::/32`, or one address alone (RFC 4632 §3.1).
///
/// @param network its first address
/// @param bits how many of the first bits all of its addresses have in common
record Cidr(InetAddress network, int bits) {

  /// @throws IllegalArgumentException if `text` is no range, or has bits set behind its prefix
  static Cidr parse(String text) {
    int slash = text.indexOf('/');
    InetAddress network = address(slash < 0 ? text : text.substring(0, slash));
    int length = network.getAddress().length * Byte.SIZE;
    int bits = slash < 0 ? length : number(text.substring(slash + 1));
    var range = new Cidr(network, bits);
    boolean exact = bits <= length && range.contains(network) && range.isZeroBehindPrefix();
    if (!exact) {
      throw new IllegalArgumentException("not a range of addresses: " + text);
    }
    return range;
  }

  /// Returns the address that `text` is, without asking DNS.
  ///
  /// @throws IllegalArgumentException if it is none
  static InetAddress address(String text) {
    boolean ipv6 = text.indexOf(':') >= 0 && HostText.isValid("[" + text + "]");
    if (!ipv6 && !HostText.isIpv4(text)) {
      throw new IllegalArgumentException("not an address");
    }
    return InetAddress.ofLiteral(text);
  }

  private static int number(String digits) {
    boolean valid = digits.matches("0|[1-9][0-9]{0,2}");
    return valid ? Integer.parseInt(digits) : Integer.MAX_VALUE;
  }

  private boolean isZeroBehindPrefix() {
    byte[] octets = network.getAddress();
    for (int i = bits; i < octets.length * Byte.SIZE; i++) {
      if (bit(octets, i)) {
        return false;
      }
    }
    return true;
  }

  boolean contains(InetAddress address) {
    byte[] ours = network.getAddress();
    byte[] theirs = address.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      if (bit(ours, i) != bit(theirs, i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean bit(byte[] octets, int at) {
    int mask = 1 << (Byte.SIZE - 1 - at % Byte.SIZE);
    return (octets[at / Byte.SIZE] & mask) != 0;
  }
}
