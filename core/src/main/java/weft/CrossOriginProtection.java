package weft;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import weft.internal.text.HostText;

/// Refuses what a page of another site makes a browser send (cross-site request forgery), without
/// tokens or cookies: by the Sec-Fetch-Site field of today's browsers, and by Origin for the
/// others.
///
/// GET, HEAD and OPTIONS pass, so they must not change anything. A request with neither field
/// passes: no browser sent it. Immutable; safe for many threads.
///
/// Deviates: Go exempts patterns of a mux; here a handler that takes requests of all sites is
/// simply not wrapped.
public final class CrossOriginProtection implements Middleware {

  private static final Pattern ORIGIN = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://(.+)");

  private final Set<String> trusted;
  private final Handler denied;

  /// Creates a protection that trusts no other origin and answers 403.
  public CrossOriginProtection() {
    this(Set.of(), (w, _) -> Handlers.error(w, "cross-origin request refused", Status.FORBIDDEN));
  }

  private CrossOriginProtection(Set<String> trusted, Handler denied) {
    this.trusted = trusted;
    this.denied = denied;
  }

  /// Returns a protection that also lets requests of `origin` pass.
  ///
  /// @param origin as browsers write it, `https://example.com` or `https://example.com:8443`
  /// @throws IllegalArgumentException if it is not a scheme and a host with an optional port
  public CrossOriginProtection withTrustedOrigin(String origin) {
    String host = hostOf(origin);
    if (host == null || host.isEmpty() || !HostText.isValid(host)) {
      throw new IllegalArgumentException("not an origin: " + origin);
    }
    var more = new HashSet<>(trusted);
    more.add(origin);
    return new CrossOriginProtection(Set.copyOf(more), denied);
  }

  /// Returns a protection whose refused requests `handler` answers.
  public CrossOriginProtection withDenied(Handler handler) {
    return new CrossOriginProtection(trusted, handler);
  }

  /// Returns whether `request` passes.
  public boolean allows(Request request) {
    String origin = request.header().first("Origin");
    return isSafe(request.method()) || isOwnSite(request, origin) || trusted.contains(origin);
  }

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> (allows(r) ? next : denied).serve(w, r);
  }

  private static boolean isSafe(String method) {
    return switch (method) {
      case Methods.GET, Methods.HEAD, Methods.OPTIONS -> true;
      default -> false;
    };
  }

  private static boolean isOwnSite(Request request, String origin) {
    return switch (request.header().first("Sec-Fetch-Site")) {
      case "same-origin", "none" -> true;
      case "" -> origin.isEmpty() || request.host().equalsIgnoreCase(hostOf(origin));
      default -> false;
    };
  }

  private static @Nullable String hostOf(String origin) {
    var matcher = ORIGIN.matcher(origin);
    return matcher.matches() ? matcher.group(1) : null;
  }
}
