package weft;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import weft.internal.text.PercentEncoding;

/// A node of the tree that finds the route of a request.
///
/// The root branches on the host, its children on the method, and from there each level branches on
/// one segment of the path. The key of a host or method that a pattern leaves open is empty.
///
/// The tree is immutable: [#with(Route)] returns another root that shares all but the nodes on the
/// way to the new route, so a look-up sees either all of a registration or nothing of it.
///
/// At each level a look-up tries the literal, then the single wildcard, then the rest wildcard, and
/// goes back when a branch ends without a route: given `/a/b/z` and `/a/{x}/c`, the path `/a/b/c`
/// is looked for under `b` first and found under `{x}`. The first route found is the most specific,
/// because patterns of which neither is were never registered together. The cost depends on the
/// length of the path and on how many branches fit it, not on how many routes there are.
///
/// @param key the host, the method or the literal by which the parent finds this node
/// @param children what follows, by host, method or literal
/// @param wild what follows a single wildcard
/// @param leaf the route of a path that ends here
/// @param end the route of a path that ends with a slash after this node, from `{$}`
/// @param rest the route of a slash after this node and anything behind it
record RoutingNode(
    String key,
    ChildTable children,
    @Nullable RoutingNode wild,
    @Nullable Route leaf,
    @Nullable Route end,
    @Nullable Route rest) {

  /// The tree without routes.
  static final RoutingNode EMPTY = new RoutingNode("");

  private RoutingNode(String key) {
    this(key, ChildTable.EMPTY, null, null, null, null);
  }

  /// Returns this root with one more route, which conflicts with none of the others.
  RoutingNode with(Route route) {
    RoutePattern pattern = route.pattern();
    RoutingNode host = childOrNew(pattern.host());
    RoutingNode method = host.childOrNew(pattern.method());
    return withChild(host.withChild(method.with(route, 0)));
  }

  private RoutingNode with(Route route, int at) {
    List<Segment> segments = route.pattern().segments();
    if (at == segments.size()) {
      return new RoutingNode(key, children, wild, route, end, rest);
    }
    Segment segment = segments.get(at);
    return switch (segment.kind()) {
      case LITERAL -> withChild(childOrNew(segment.text()).with(route, at + 1));
      case WILD -> {
        RoutingNode next = wild == null ? EMPTY : wild;
        yield new RoutingNode(key, children, next.with(route, at + 1), leaf, end, rest);
      }
      case END -> new RoutingNode(key, children, wild, leaf, route, rest);
      case REST -> new RoutingNode(key, children, wild, leaf, end, route);
    };
  }

  private RoutingNode withChild(RoutingNode child) {
    return new RoutingNode(key, children.with(child), wild, leaf, end, rest);
  }

  private RoutingNode childOrNew(String childKey) {
    RoutingNode child = child(childKey);
    return child == null ? new RoutingNode(childKey) : child;
  }

  /// Returns the child of that key, or null.
  @Nullable RoutingNode child(String childKey) {
    return children.find(childKey, 0, childKey.length());
  }

  /// Returns whether a pattern under this root names a host.
  boolean hasHosts() {
    return children.size() > (child("") == null ? 0 : 1);
  }

  /// Returns the most specific route under this root, or null. A route with the host goes before
  /// one without.
  ///
  /// @param host empty to look only for routes without one
  /// @param path percent-encoded
  /// @param slash looks for `path` and a slash after it, which `path` must not end with
  @Nullable Route match(String host, String method, String path, boolean slash) {
    RoutingNode named = host.isEmpty() ? null : child(host);
    Route route = named == null ? null : named.matchMethod(method, path, slash);
    if (route != null) {
      return route;
    }
    RoutingNode any = child("");
    return any == null ? null : any.matchMethod(method, path, slash);
  }

  /// Looks under this host: by the method, for HEAD also by GET, then by no method.
  private @Nullable Route matchMethod(String method, String path, boolean slash) {
    Route route = matchUnder(method, path, slash);
    if (route == null && method.equals("HEAD")) {
      route = matchUnder("GET", path, slash);
    }
    return route == null ? matchUnder("", path, slash) : route;
  }

  private @Nullable Route matchUnder(String method, String path, boolean slash) {
    RoutingNode node = child(method);
    return node == null ? null : node.matchPath(path, 0, slash);
  }

  /// Looks under this method or segment for what `path` has from the slash at `at` on.
  private @Nullable Route matchPath(String path, int at, boolean slash) {
    if (at == path.length()) {
      return slash ? finalSlash() : leaf;
    }
    int from = at + 1;
    if (from == path.length()) {
      return finalSlash();
    }
    int next = path.indexOf('/', from);
    int to = next < 0 ? path.length() : next;
    RoutingNode literal = literal(path, from, to);
    Route route = literal == null ? null : literal.matchPath(path, to, slash);
    if (route == null && wild != null && from < to) {
      route = wild.matchPath(path, to, slash);
    }
    return route == null ? rest : route;
  }

  private @Nullable Route finalSlash() {
    return end == null ? rest : end;
  }

  /// Segments are decoded one by one, so that a `%2F` never splits one.
  private @Nullable RoutingNode literal(String path, int from, int to) {
    if (path.indexOf('%', from, to) < 0) {
      return children.find(path, from, to);
    }
    return child(PercentEncoding.decode(path.substring(from, to)));
  }

  /// Adds to `methods` those that would make a request for this host and `path`, or `path` and a
  /// slash, match. Routes without a method are left out: they match with any.
  void collectMethods(String host, String path, Set<String> methods) {
    RoutingNode named = host.isEmpty() ? null : child(host);
    if (named != null) {
      named.collectMethods(path, methods);
    }
    RoutingNode any = child("");
    if (any != null) {
      any.collectMethods(path, methods);
    }
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
  }

  private void collectMethods(String path, Set<String> methods) {
    boolean trySlash = !path.endsWith("/");
    children.forEach(
        node -> {
          boolean matches =
              node.matchPath(path, 0, false) != null
                  || (trySlash && node.matchPath(path, 0, true) != null);
          if (matches && !node.key.isEmpty()) {
            methods.add(node.key);
          }
        });
  }

  /// Adds to `out` the routes under this root that share a request with `pattern`, host and all.
  void collectOverlapping(RoutePattern pattern, List<Route> out) {
    RoutingNode host = child(pattern.host());
    if (host == null) {
      return;
    }
    host.children.forEach(
        node -> {
          if (RoutePattern.methodRelation(pattern.method(), node.key) != Relation.DISJOINT) {
            node.collectOverlapping(pattern.segments(), 0, out);
          }
        });
  }

  private void collectOverlapping(List<Segment> segments, int at, List<Route> out) {
    if (at == segments.size()) {
      addTo(out, leaf);
      return;
    }
    addTo(out, rest);
    Segment segment = segments.get(at);
    switch (segment.kind()) {
      case LITERAL -> {
        RoutingNode literal = child(segment.text());
        if (literal != null) {
          literal.collectOverlapping(segments, at + 1, out);
        }
        if (wild != null && !segment.text().isEmpty()) {
          wild.collectOverlapping(segments, at + 1, out);
        }
      }
      case WILD -> {
        children.forEach(
            literal -> {
              if (!literal.key.isEmpty()) {
                literal.collectOverlapping(segments, at + 1, out);
              }
            });
        if (wild != null) {
          wild.collectOverlapping(segments, at + 1, out);
        }
      }
      case END -> addTo(out, end);
      case REST -> {
        addTo(out, end);
        children.forEach(literal -> literal.collectAll(out));
        if (wild != null) {
          wild.collectAll(out);
        }
      }
    }
  }

  private void collectAll(List<Route> out) {
    addTo(out, leaf);
    addTo(out, end);
    addTo(out, rest);
    children.forEach(literal -> literal.collectAll(out));
    if (wild != null) {
      wild.collectAll(out);
    }
  }

  private static void addTo(List<Route> out, @Nullable Route route) {
    if (route != null) {
      out.add(route);
    }
  }
}
