package weft.pprof;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import weft.Request;
import weft.Status;
import weft.StatusException;

/// Decides who may see profiles.
///
/// A request from this machine may, unless it is somebody else's: passed on by a proxy, sent by a
/// page of another site, or for a name that another site can point at this machine (DNS rebinding).
final class Access {

  private static final List<String> FORWARDING_FIELDS =
      List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via");

  private final @Nullable InetAddress address;
  private final @Nullable Predicate<Request> authenticator;

  /// @param address a local address at which remote clients are served too, or null
  /// @param authenticator who decides about remote clients, or null for none of them
  Access(@Nullable InetAddress address, @Nullable Predicate<Request> authenticator) {
    this.address = address;
    this.authenticator = authenticator;
  }

  /// @throws StatusException with 403, or with 401 if there is an authenticator
  void check(Request r) throws StatusException {
    if (isFromOtherSite(r)) {
      throw new StatusException(Status.FORBIDDEN, "profiles are not for pages of other sites");
    }
    if (isLocal(r) || isAtAddress(r)) {
      return;
    }
    if (authenticator == null) {
      throw new StatusException(
          Status.FORBIDDEN, "profiles are for clients on this machine; see Pprof.allowRemote");
    }
    if (!authenticator.test(r)) {
      throw new StatusException(Status.UNAUTHORIZED, "profiles need credentials");
    }
  }

  private static boolean isFromOtherSite(Request r) {
    String site = r.header().get("Sec-Fetch-Site");
    return site != null && !site.equals("same-origin") && !site.equals("none");
  }

  private static boolean isLocal(Request r) {
    SocketAddress remote = r.connection().remoteAddress();
    if (remote instanceof UnixDomainSocketAddress) {
      return FORWARDING_FIELDS.stream().noneMatch(r.header()::contains);
    }
    return remote instanceof InetSocketAddress inet
        && inet.getAddress() != null
        && inet.getAddress().isLoopbackAddress()
        && isLoopbackName(r.host())
        && FORWARDING_FIELDS.stream().noneMatch(r.header()::contains);
  }

  private boolean isAtAddress(Request r) {
    return address != null
        && r.connection().localAddress() instanceof InetSocketAddress inet
        && address.equals(inet.getAddress());
  }

  /// Returns whether a host, with or without a port, can only be this machine.
  private static boolean isLoopbackName(String host) {
    String name = host.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
    return name.isEmpty()
        || name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("[::1]")
        || name.matches("127(\\.\\d{1,3}){3}");
  }
}
