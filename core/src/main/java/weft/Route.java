package weft;

/// A handler and the pattern that it was registered for.
///
/// @param pattern what it matches
/// @param handler what answers, with the middleware of its group around it
/// @param place where it was registered, as `Main.java:12`
record Route(RoutePattern pattern, Handler handler, String place) {

  /// Returns why this route and `other`, which conflict, cannot both be registered.
  String conflictWith(Route other) {
    String example = pattern.commonRequest(other.pattern);
    String reason =
        pattern.relationTo(other.pattern) == Relation.EQUIVALENT
            ? "both match the same requests, such as " + example
            : "both match " + example + ", and neither is more specific";
    return this + " conflicts with " + other + ": " + reason;
  }

  @Override
  public String toString() {
    return "pattern \"" + pattern.text() + "\" (registered at " + place + ")";
  }
}
