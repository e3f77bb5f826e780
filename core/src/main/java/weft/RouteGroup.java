package weft;

/// Routes of a [ServeMux] that share a prefix and middleware, from [ServeMux#group].
///
/// ```java
/// var api = mux.group("/api/v1", auth);
/// api.handle("GET /users/{id}", user);       // GET /api/v1/users/{id}, behind auth
/// var admin = api.group("/admin", adminOnly);
/// admin.handle("/", dashboard);              // /api/v1/admin/, behind auth, then adminOnly
/// ```
///
/// A group exists at registration only: the mux sees whole patterns, which compete with all others.
/// The middleware runs for the routes of the group once one was chosen, so neither for redirects
/// nor for 404 and 405; to be around those, wrap the mux. Nothing is stripped from the path.
public final class RouteGroup {

  private final ServeMux mux;
  private final String prefix;
  private final Middleware middleware;

  private RouteGroup(ServeMux mux, String prefix, Middleware middleware) {
    this.mux = mux;
    this.prefix = prefix;
    this.middleware = middleware;
  }

  static RouteGroup of(ServeMux mux, String prefix, Middleware... middleware) {
    return new RouteGroup(mux, checkedPrefix(prefix), chain(next -> next, middleware));
  }

  /// Registers a handler for `pattern`, the path of which begins after the prefix of this group.
  ///
  /// @param pattern as in [ServeMux#handle], without a host unless the prefix of the group is empty
  /// @throws IllegalArgumentException as [ServeMux#handle] does, or if the pattern has a host of
  ///   its own
  public void handle(String pattern, Handler handler) {
    int start = RoutePatternParser.afterMethod(pattern);
    if (!prefix.isEmpty() && !pattern.startsWith("/", start)) {
      throw new IllegalArgumentException(
          "pattern \"" + pattern + "\" of group \"" + prefix + "\" has no path that begins with /");
    }
    String whole = pattern.substring(0, start) + prefix + pattern.substring(start);
    mux.handle(whole, middleware.wrap(handler));
  }

  /// Returns a group within this one: its prefix is appended to the prefix of this group, and its
  /// middleware runs after that of this group.
  ///
  /// @throws IllegalArgumentException as [ServeMux#group] does
  public RouteGroup group(String prefix, Middleware... middleware) {
    String whole = checkedPrefix(this.prefix + prefix);
    return new RouteGroup(mux, whole, chain(this.middleware, middleware));
  }

  private static Middleware chain(Middleware first, Middleware... more) {
    Middleware chain = first;
    for (Middleware next : more) {
      chain = chain.andThen(next);
    }
    return chain;
  }

  private static String checkedPrefix(String prefix) {
    RoutePattern pattern = RoutePattern.parse(prefix + "/");
    if (!pattern.method().isEmpty() || prefix.endsWith("/")) {
      throw new IllegalArgumentException(
          "prefix \"" + prefix + "\": it must have no method and not end with /");
    }
    return prefix;
  }
}
