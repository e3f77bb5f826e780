package weft;

import java.util.ArrayList;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Passes each request to the handler that was registered for the pattern that fits it best.
///
/// # Patterns
///
/// A pattern is `[METHOD ][HOST]/[PATH]`; the method is followed by blanks or tabs.
///
/// | pattern | matches |
/// |---|---|
/// | `/index.html` | this path, for any method and host |
/// | `GET /static/` | GET and HEAD for all paths that begin with `/static/` |
/// | `example.com/` | everything for this host, whatever the port |
/// | `/{$}` | the path `/` only |
/// | `/b/{bucket}` | two segments; [Request#pathValue] of `bucket` is the second, not empty |
/// | `/b/{bucket}/o/{object...}` | as well, and `object` is all the rest, slashes included |
///
/// A wildcard is a whole segment, its name is of letters, digits and `_`, and `{name...}` and `{$}`
/// stand at the end. GET matches HEAD, other methods only themselves. Methods and paths are
/// compared with case, hosts without (RFC 9110 §4.2.3).
///
/// Patterns and paths are split at slashes first and percent-decoded segment by segment after that:
/// `/a%2Fb` is one segment. A value can therefore hold a slash, or be `..` if it was sent as
/// `%2E%2E`; a handler that makes a file name of it must check it.
///
/// # Precedence
///
/// Of several patterns that match, the most specific is chosen: the one that matches a strict
/// subset of what the others match. The order of registration does not matter. When two patterns
/// have requests in common and neither is more specific, the second registration fails, unless one
/// has a host and the other has none: the host goes first.
///
/// # Redirects
///
/// A path with empty, `.` or `..` segments is answered with a redirect (307) to the path without
/// them. A request for `/tree` is redirected to `/tree/` if only the latter was registered. The
/// query is kept. The path of a CONNECT request is not cleaned, and its host is matched with its
/// port.
///
/// # No match
///
/// A request that matches no pattern is answered with 404, or with 405 and an Allow field if it
/// would have matched with another method (RFC 9110 §15.5.6). A pattern without a method matches
/// all of them: where `/` is registered as a custom 404 page, it gets what should have been a 405
/// as well. Use [#notFound(Handler)] for such a page.
///
/// Routes may be registered while requests are served; look-ups take no lock, and what they cost
/// does not depend on the number of routes.
public final class ServeMux implements Handler {

  /// What [#handler(Request)] found.
  ///
  /// @param handler what would answer the request
  /// @param pattern what the request matches, or will match after the redirect; empty if nothing
  ///   does
  public record Match(Handler handler, String pattern) {}

  private static final Set<String> REGISTRARS =
      Set.of("weft.ServeMux", "weft.RouteGroup", "weft.server.Http");

  private final Object registration = new Object();
  private volatile RoutingNode tree = RoutingNode.EMPTY;
  private volatile Handler entry = this::answer;
  private volatile Handler notFound = Handlers.notFound();
  private volatile Handler methodNotAllowed =
      (w, _) -> Handlers.error(w, "Method Not Allowed", 405);

  /// Creates a mux without routes.
  public ServeMux() {}

  /// Registers the handler for a pattern.
  ///
  /// @throws IllegalArgumentException if the pattern is malformed, with the offset of the fault, or
  ///   conflicts with another one, with the places of both registrations and a request that both
  ///   match
  public void handle(String pattern, Handler handler) {
    Objects.requireNonNull(handler, "handler");
    var route = new Route(RoutePattern.parse(pattern), handler, callerPlace());
    synchronized (registration) {
      var overlapping = new ArrayList<Route>();
      tree.collectOverlapping(route.pattern(), overlapping);
      for (Route other : overlapping) {
        if (route.pattern().conflictsWith(other.pattern())) {
          throw new IllegalArgumentException(route.conflictWith(other));
        }
      }
      tree = tree.with(route);
    }
  }

  /// Returns a group of routes with a common prefix and middleware, of which the first runs first.
  ///
  /// @param prefix a host, a path or both, as `/api/v1` or `example.com/{tenant}`, without a slash
  ///   at its end; empty to share only the middleware
  /// @throws IllegalArgumentException if no pattern can begin like that
  public RouteGroup group(String prefix, Middleware... middleware) {
    return RouteGroup.of(this, prefix, middleware);
  }

  /// Puts `middleware` around everything that this mux answers, routes that are registered later,
  /// redirects and refusals too. What was put around it before runs after.
  ///
  /// [Request#pattern()] is empty there until the mux has matched the request.
  public void around(Middleware middleware) {
    synchronized (registration) {
      entry = middleware.wrap(entry);
    }
  }

  /// Sets what answers requests that match no pattern. It must set the status itself.
  public void notFound(Handler handler) {
    notFound = Objects.requireNonNull(handler, "handler");
  }

  /// Sets what answers requests that match no pattern but would with another method. It must set
  /// the status itself; the Allow field is there already.
  public void methodNotAllowed(Handler handler) {
    methodNotAllowed = Objects.requireNonNull(handler, "handler");
  }

  /// Returns the handler that [#serve] would call and the pattern, without calling it: for a
  /// request that matches no pattern, one that redirects or answers with 404 or 405.
  ///
  /// The request is not changed, so the handler would see neither pattern nor path values.
  public Match handler(Request r) {
    RoutingNode root = tree;
    Route route = route(root, r);
    return route == null
        ? withoutRoute(root, r)
        : new Match(route.handler(), route.pattern().text());
  }

  /// Answers a request, or has it answered by the handler of the pattern that it matches, with
  /// [Request#pattern()] and path values set; those of an outer mux are replaced. The target `*` is
  /// answered with 400.
  @Override
  public void serve(ResponseWriter w, Request r) throws Exception {
    entry.serve(w, r);
  }

  private void answer(ResponseWriter w, Request r) throws Exception {
    RoutingNode root = tree;
    Route route = route(root, r);
    if (route == null) {
      withoutRoute(root, r).handler().serve(w, r);
      return;
    }
    RoutePattern pattern = route.pattern();
    route.handler().serve(w, r.withMatch(pattern.text(), pattern.values(r.escapedPath())));
  }

  /// Returns the route to serve, or null if the answer is a redirect or an error. Allocates nothing
  /// unless the path has escapes, or a pattern has a host and the request a port.
  private static @Nullable Route route(RoutingNode root, Request r) {
    String path = r.escapedPath();
    if (!isVerbatim(r) && !RoutePath.isClean(path)) {
      return null;
    }
    String host = host(root, r);
    Route route = root.match(host, r.method(), path, false);
    return subtree(root, host, r.method(), path, route) == null ? route : null;
  }

  /// Returns the route that `path` and a slash is the root of, if a request for `path`, for which
  /// `found` was found, is to be redirected there.
  ///
  /// Had that route matched by more than its root, it would match `path` as well and be `found`.
  private static @Nullable Route subtree(
      RoutingNode root, String host, String method, String path, @Nullable Route found) {
    boolean exact = found != null && !found.pattern().isSubtree();
    if (exact || path.isEmpty() || path.endsWith("/")) {
      return null;
    }
    Route below = root.match(host, method, path, true);
    return below == null || below.equals(found) ? null : below;
  }

  private Match withoutRoute(RoutingNode root, Request r) {
    if (r.target().equals("*")) {
      return new Match(ServeMux::refuseAsterisk, "");
    }
    String sent = r.escapedPath();
    String path = isVerbatim(r) ? sent : RoutePath.clean(sent);
    String host = host(root, r);
    Route route = root.match(host, r.method(), path, false);
    Route below = subtree(root, host, r.method(), path, route);
    if (below != null) {
      return redirect(RoutePath.clean(path + "/"), r, below);
    }
    return path.equals(sent) ? noMatch(root, host, path) : redirect(path, r, route);
  }

  private Match noMatch(RoutingNode root, String host, String path) {
    var methods = new TreeSet<String>();
    root.collectMethods(host, path, methods);
    if (methods.isEmpty()) {
      return new Match(notFound, "");
    }
    Handler refusal = methodNotAllowed;
    String allow = String.join(", ", methods);
    return new Match(
        (w, r) -> {
          w.header().set("Allow", allow);
          refusal.serve(w, r);
        },
        "");
  }

  private static Match redirect(String path, Request r, @Nullable Route target) {
    String query = r.rawQuery().isEmpty() ? "" : "?" + r.rawQuery();
    String location = RoutePath.escape(path) + query;
    Handler redirect = (w, request) -> Handlers.redirect(w, request, location, 307);
    return new Match(redirect, target == null ? "" : target.pattern().text());
  }

  private static void refuseAsterisk(ResponseWriter w, Request r) {
    if (r.protocolAtLeast(1, 1)) {
      w.header().set("Connection", "close");
    }
    w.status(400);
  }

  private static boolean isConnect(Request r) {
    return r.method().equals("CONNECT");
  }

  /// Returns whether the path is matched as it was sent; that of the authority-form is empty.
  private static boolean isVerbatim(Request r) {
    return isConnect(r) && (r.escapedPath().isEmpty() || r.escapedPath().startsWith("/"));
  }

  /// Returns the host as patterns have it, empty if none of them does.
  private static String host(RoutingNode root, Request r) {
    if (!root.hasHosts()) {
      return "";
    }
    String host = r.host().toLowerCase(Locale.ROOT);
    return isConnect(r) ? host : withoutPort(host);
  }

  private static String withoutPort(String host) {
    if (host.startsWith("[")) {
      int close = host.indexOf(']');
      return close < 0 ? host : host.substring(1, close);
    }
    int colon = host.indexOf(':');
    return colon >= 0 && colon == host.lastIndexOf(':') ? host.substring(0, colon) : host;
  }

  private static String callerPlace() {
    for (StackTraceElement frame : new Throwable().getStackTrace()) { // a StackWalker starts slowly
      if (!REGISTRARS.contains(frame.getClassName())) {
        return place(frame);
      }
    }
    return "an unknown place";
  }

  private static String place(StackTraceElement frame) {
    String file = Objects.requireNonNullElse(frame.getFileName(), frame.getClassName());
    return file + ":" + frame.getLineNumber();
  }
}
