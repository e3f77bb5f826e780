package weft;

import java.util.List;
import java.util.Map;
import weft.internal.text.PercentEncoding;

/// What a route matches: a method or any, a host or any, and a path.
///
/// @param text the pattern as it was written
/// @param method empty for any
/// @param host in lower case, an IPv6 address without brackets; empty for any
/// @param segments the path, never empty; only the last one can be END or REST
/// @param names those of the wildcards, in order
record RoutePattern(
    String text, String method, String host, List<Segment> segments, List<String> names) {

  /// Parses a pattern; the grammar stands at [ServeMux].
  ///
  /// @throws IllegalArgumentException if it is none; the message has the pattern and the offset
  static RoutePattern parse(String text) {
    return new RoutePatternParser(text).parse();
  }

  /// Returns whether it matches everything below some path: it ends in a slash or in `{name...}`.
  boolean isSubtree() {
    return segments.getLast().kind() == Segment.Kind.REST;
  }

  /// Returns whether a request can belong to both patterns without one being the obvious choice. A
  /// pattern with a host is always chosen before one without.
  boolean conflictsWith(RoutePattern other) {
    return host.equals(other.host) && relationTo(other).isConflict();
  }

  /// Returns how methods and path of this pattern relate to those of `other`.
  Relation relationTo(RoutePattern other) {
    return methodRelation(method, other.method).and(pathRelation(other));
  }

  /// Returns how two methods of patterns relate: none is any, and GET is HEAD as well.
  static Relation methodRelation(String left, String right) {
    if (left.equals(right)) {
      return Relation.EQUIVALENT;
    }
    if (left.isEmpty() || (left.equals("GET") && right.equals("HEAD"))) {
      return Relation.MORE_GENERAL;
    }
    if (right.isEmpty() || (right.equals("GET") && left.equals("HEAD"))) {
      return Relation.MORE_SPECIFIC;
    }
    return Relation.DISJOINT;
  }

  private Relation pathRelation(RoutePattern other) {
    int shared = Math.min(segments.size(), other.segments.size());
    if (segments.size() != other.segments.size()) {
      RoutePattern shorter = segments.size() == shared ? this : other;
      if (!shorter.isSubtree()) {
        return Relation.DISJOINT;
      }
    }
    var relation = Relation.EQUIVALENT;
    for (int i = 0; i < shared && relation != Relation.DISJOINT; i++) {
      relation = relation.and(segments.get(i).relationTo(other.segments.get(i)));
    }
    return relation;
  }

  /// Returns a request that this pattern and `other`, which overlaps it, both match: method, host
  /// and path, written as a pattern is.
  String commonRequest(RoutePattern other) {
    var out = new StringBuilder();
    boolean narrow = methodRelation(method, other.method) == Relation.MORE_SPECIFIC;
    String common = narrow ? method : other.method;
    out.append(common.isEmpty() ? "GET" : common).append(' ').append(host);
    int length = Math.max(segments.size(), other.segments.size());
    for (int i = 0; i < length; i++) {
      out.append(commonSegment(other, i).example());
    }
    return out.toString();
  }

  private Segment commonSegment(RoutePattern other, int at) {
    if (at >= segments.size()) {
      return other.segments.get(at);
    }
    Segment mine = segments.get(at);
    if (at >= other.segments.size()) {
      return mine;
    }
    Segment theirs = other.segments.get(at);
    return mine.kind().compareTo(theirs.kind()) <= 0 ? mine : theirs;
  }

  /// Returns what the wildcards stand for in `path`, which this pattern matches; percent-decoded.
  Map<String, String> values(String path) {
    if (names.isEmpty()) {
      return Map.of();
    }
    var values = new String[names.size()];
    int found = 0;
    int slash = 0;
    for (Segment segment : segments) {
      int next = path.indexOf('/', slash + 1);
      int end = segment.kind() == Segment.Kind.REST || next < 0 ? path.length() : next;
      if (segment.isNamed()) {
        values[found++] = PercentEncoding.decode(path.substring(slash + 1, end));
      }
      slash = end;
    }
    return new PathValues(names, values);
  }
}
