package weft;

/// One piece of the path of a pattern: a slash and what follows it.
///
/// @param kind what it matches
/// @param text the percent-decoded literal or the name of the wildcard; empty for a trailing slash
///   and for `{$}`
record Segment(Kind kind, String text) {

  /// What a segment matches, from the specific to the general.
  enum Kind {
    /// The one path segment that equals the text, which may be empty.
    LITERAL,
    /// A final slash, from `{$}`.
    END,
    /// Any one path segment that is not empty, from `{name}`.
    WILD,
    /// A slash and all that follows, from `{name...}` or a trailing slash.
    REST
  }

  static final Segment SLASH = new Segment(Kind.REST, "");
  static final Segment DOLLAR = new Segment(Kind.END, "");

  /// Returns whether it is a wildcard with a name.
  boolean isNamed() {
    return (kind == Kind.WILD || kind == Kind.REST) && !text.isEmpty();
  }

  /// Returns how this segment relates to another one at the same place of its pattern.
  Relation relationTo(Segment other) {
    if (kind.compareTo(other.kind) > 0) {
      return other.relationTo(this).inverse();
    }
    if (kind == other.kind) {
      boolean same = kind != Kind.LITERAL || text.equals(other.text);
      return same ? Relation.EQUIVALENT : Relation.DISJOINT;
    }
    boolean within =
        other.kind == Kind.REST
            || (other.kind == Kind.WILD && kind == Kind.LITERAL && !text.isEmpty());
    return within ? Relation.MORE_SPECIFIC : Relation.DISJOINT;
  }

  /// Returns a piece of an escaped path that this segment matches; a wildcard is matched by its
  /// name.
  String example() {
    return switch (kind) {
      case END, REST -> "/";
      case LITERAL, WILD -> "/" + RoutePath.escape(text.replace("%", "%25").replace("/", "%2F"));
    };
  }
}
