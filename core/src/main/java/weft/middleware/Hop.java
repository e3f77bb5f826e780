package weft.middleware;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.Header;
import weft.internal.text.Tokens;

/// What one proxy says of the request that it got.
///
/// @param from who sent it, null if the proxy does not tell or it is no address
/// @param port of `from`, 0 if the proxy does not tell
/// @param scheme empty if the proxy does not tell
/// @param host empty if the proxy does not tell
record Hop(@Nullable InetAddress from, int port, String scheme, String host) {

  /// How many proxies are looked at.
  static final int HOPS_MAX = 32;

  /// Returns what the Forwarded fields say (RFC 7239 §4), the nearest proxy last; empty if they are
  /// malformed.
  ///
  ///     Forwarded         = 1#forwarded-element
  ///     forwarded-element = [ forwarded-pair ] *( ";" [ forwarded-pair ] )
  ///     forwarded-pair    = token "=" value
  ///     value             = token / quoted-string
  static List<Hop> forwarded(Header fields) {
    var hops = new ArrayList<Hop>();
    for (String element : split(String.join(",", fields.values("Forwarded")), ',')) {
      String from = "";
      String scheme = "";
      String host = "";
      for (String pair : split(element, ';')) {
        int equals = pair.indexOf('=');
        String value = equals < 0 ? null : value(pair.substring(equals + 1));
        if (pair.isEmpty()) {
          continue;
        }
        if (value == null || !Tokens.isToken(pair.substring(0, equals))) {
          return List.of();
        }
        switch (pair.substring(0, equals).toLowerCase(Locale.ROOT)) {
          case "for" -> from = value;
          case "proto" -> scheme = value;
          case "host" -> host = value;
          default -> {} // "by" and what will come later
        }
      }
      hops.add(of(from, scheme, host));
    }
    return List.copyOf(hops);
  }

  /// Returns what X-Forwarded-For, -Proto and -Host say, the nearest proxy last. The last two may
  /// have one value for all proxies.
  static List<Hop> xForwarded(Header fields) {
    List<String> from = split(String.join(",", fields.values("X-Forwarded-For")), ',');
    List<String> schemes = split(String.join(",", fields.values("X-Forwarded-Proto")), ',');
    List<String> hosts = split(String.join(",", fields.values("X-Forwarded-Host")), ',');
    var hops = new ArrayList<Hop>();
    if (from.isEmpty()) {
      hops.add(of("", fromRight(schemes, 0), fromRight(hosts, 0)));
    }
    for (int i = 0; i < from.size(); i++) {
      int nearer = from.size() - 1 - i;
      hops.add(of(from.get(i), fromRight(schemes, nearer), fromRight(hosts, nearer)));
    }
    return hops;
  }

  private static String fromRight(List<String> values, int nearer) {
    if (values.size() == 1) {
      return values.getFirst();
    }
    return nearer < values.size() ? values.get(values.size() - 1 - nearer) : "";
  }

  // node = nodename [ ":" node-port ]; nodename = IPv4address / "[" IPv6address "]" / "unknown" /
  // obf
  private static Hop of(String node, String scheme, String host) {
    int bracket = node.lastIndexOf(']');
    int colon = node.indexOf(':', Math.max(bracket, 0));
    boolean bareIpv6 =
        bracket < 0 && colon != node.lastIndexOf(':'); // many write X-Forwarded-For so
    String name = colon < 0 || bareIpv6 ? node : node.substring(0, colon);
    String port = colon < 0 || bareIpv6 ? "" : node.substring(colon + 1);
    boolean bracketed = name.startsWith("[") && name.endsWith("]");
    return new Hop(
        address(bracketed ? name.substring(1, name.length() - 1) : name),
        port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 0xffff ? Integer.parseInt(port) : 0,
        scheme,
        host);
  }

  private static @Nullable InetAddress address(String text) {
    try {
      return Cidr.address(text);
    } catch (IllegalArgumentException unknown) {
      return null;
    }
  }

  /// Returns the parts of `text` between separators that are not quoted, without white space around
  /// them; of more than [#HOPS_MAX] the last. None if there is no text.
  private static List<String> split(String text, char separator) {
    var parts = new ArrayList<String>();
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    if (!text.isBlank()) {
      parts.add(text.substring(start).strip());
    }
    return parts.subList(Math.max(0, parts.size() - HOPS_MAX), parts.size());
  }

  /// Returns the token, or what the quoted-string quotes (RFC 9110 §5.6.4); null if it is neither.
  private static @Nullable String value(String text) {
    if (!text.startsWith("\"")) {
      return Tokens.isToken(text) ? text : null;
    }
    var value = new StringBuilder();
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return i == text.length() - 1 ? value.toString() : null;
      }
      if (c == '\\') {
        i++;
      }
      value.append(i < text.length() ? text.charAt(i) : c);
    }
    return null;
  }
}
