package weft.middleware;

import weft.Handler;
import weft.Handlers;
import weft.Middleware;
import weft.Request;
import weft.Status;
import weft.internal.text.HostText;

/// Redirects what came without TLS to `https`, with 308 (RFC 9110 §15.4.9), which keeps method and
/// content.
///
/// ```java
/// Http.listenAndServe(":80", HttpsRedirect.to("example.com").wrap(Handlers.notFound()));
/// ```
///
/// Behind a proxy that ends TLS, [ProxyHeaders] belongs around this. See [SecurityHeaders#withHsts]
/// for browsers to use `https` at once.
public final class HttpsRedirect implements Middleware {

  private final String authority;

  private HttpsRedirect(String authority) {
    this.authority = authority;
  }

  /// Returns a middleware that redirects to the host that the client asked for, at port 443. A
  /// request without a host is answered with 400.
  public static HttpsRedirect toSameHost() {
    return new HttpsRedirect("");
  }

  /// Returns a middleware that redirects to this host.
  ///
  /// @param authority a host with an optional port, as `example.com` or `example.com:8443`
  /// @throws IllegalArgumentException if it is not that
  public static HttpsRedirect to(String authority) {
    if (authority.isEmpty() || !HostText.isValid(authority)) {
      throw new IllegalArgumentException("not a host: " + authority);
    }
    return new HttpsRedirect(authority);
  }

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> {
      String host = authority.isEmpty() ? withoutPort(r.host()) : authority;
      if (r.scheme().equals("https")) {
        next.serve(w, r);
      } else if (host.isEmpty()) {
        Handlers.error(w, Status.text(Status.BAD_REQUEST), Status.BAD_REQUEST);
      } else {
        Handlers.redirect(w, r, "https://" + host + pathAndQuery(r), Status.PERMANENT_REDIRECT);
      }
    };
  }

  private static String pathAndQuery(Request r) {
    String path = r.escapedPath().startsWith("/") ? r.escapedPath() : "/"; // "*" of OPTIONS is none
    return r.rawQuery().isEmpty() ? path : path + "?" + r.rawQuery();
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }
}
