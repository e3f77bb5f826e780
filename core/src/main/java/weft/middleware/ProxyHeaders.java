package weft.middleware;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import weft.ConnectionInfo;
import weft.Handler;
import weft.Header;
import weft.Middleware;
import weft.Request;
import weft.internal.text.HostText;

/// Believes proxies of one's own, and nobody else, who the client is and what it asked for: the
/// handler sees the client's address, scheme and host in place of those of the last proxy.
///
/// ```java
/// mux.around(ProxyHeaders.forwarded("10.0.0.0/8", "::1"));
/// ```
///
/// Each proxy adds at the right who it got the request from. From the right on, addresses of
/// trusted proxies are passed over; the first other one is the client, and what was to its left
/// could have been written by anybody. Where a proxy hides who it got the request from, that proxy
/// is taken for the client.
///
/// Only one of the two notations is believed, the one that the proxies write; the other one comes
/// from the client. It belongs around everything that asks who the client is.
public final class ProxyHeaders implements Middleware {

  private static final String UNIX = "unix";

  private final List<Cidr> trusted;
  private final boolean trustsUnix;
  private final Function<Header, List<Hop>> hops;

  private ProxyHeaders(Function<Header, List<Hop>> hops, String... trusted) {
    this.hops = hops;
    this.trusted = Stream.of(trusted).filter(t -> !t.equals(UNIX)).map(Cidr::parse).toList();
    trustsUnix = List.of(trusted).contains(UNIX);
  }

  /// Returns a middleware that believes the Forwarded field (RFC 7239).
  ///
  /// @param trusted the addresses of proxies: `192.0.2.1`, `10.0.0.0/8`, `2001:db8::/32`, or `unix`
  ///   for whoever connects by a Unix domain socket
  /// @throws IllegalArgumentException if one is none of these
  public static ProxyHeaders forwarded(String... trusted) {
    return new ProxyHeaders(Hop::forwarded, trusted);
  }

  /// Returns a middleware that believes X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host.
  /// The outermost proxy must replace the last two, not pass them on.
  ///
  /// @param trusted as with [#forwarded]
  /// @throws IllegalArgumentException as [#forwarded] does
  public static ProxyHeaders xForwarded(String... trusted) {
    return new ProxyHeaders(Hop::xForwarded, trusted);
  }

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> next.serve(w, asSent(r));
  }

  private Request asSent(Request r) {
    if (!isTrusted(r.connection().remoteAddress())) {
      return r;
    }
    ConnectionInfo connection = r.connection();
    SocketAddress client = connection.remoteAddress();
    String scheme = "";
    String host = "";
    for (Hop hop : hops.apply(r.header()).reversed()) {
      scheme = hop.scheme().toLowerCase(Locale.ROOT);
      host = hop.host();
      InetAddress from = hop.from();
      if (from == null) {
        break;
      }
      client = new InetSocketAddress(from, hop.port());
      if (!isTrusted(from)) {
        break;
      }
    }
    var info =
        new ConnectionInfo(connection.id(), client, connection.localAddress(), connection.tls());
    boolean known = scheme.equals("http") || scheme.equals("https");
    return r.toBuilder()
        .connection(info)
        .scheme(known ? scheme : r.scheme())
        .host(!host.isEmpty() && HostText.isValid(host) ? host : r.host())
        .build();
  }

  private boolean isTrusted(SocketAddress peer) {
    if (peer instanceof InetSocketAddress inet) {
      InetAddress address = inet.getAddress();
      return address != null && isTrusted(address);
    }
    return trustsUnix && peer instanceof UnixDomainSocketAddress;
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(range -> range.contains(address));
  }
}
