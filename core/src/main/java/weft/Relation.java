package weft;

/// How what one pattern matches, the left, relates to what another one matches, the right.
enum Relation {
  /// Both match the same.
  EQUIVALENT(false, false),
  /// The left matches what the right does, and more.
  MORE_GENERAL(true, false),
  /// The right matches what the left does, and more.
  MORE_SPECIFIC(false, true),
  /// Some is matched by both, and each matches something that the other does not.
  OVERLAPS(true, true),
  /// Nothing is matched by both.
  DISJOINT(true, true);

  private final boolean leftHasMore;
  private final boolean rightHasMore;

  Relation(boolean leftHasMore, boolean rightHasMore) {
    this.leftHasMore = leftHasMore;
    this.rightHasMore = rightHasMore;
  }

  /// Returns the relation of two wholes whose one part is related like this and whose other part,
  /// which is matched independently, is related like `other`.
  Relation and(Relation other) {
    if (this == DISJOINT || other == DISJOINT) {
      return DISJOINT;
    }
    boolean left = leftHasMore || other.leftHasMore;
    boolean right = rightHasMore || other.rightHasMore;
    if (left) {
      return right ? OVERLAPS : MORE_GENERAL;
    }
    return right ? MORE_SPECIFIC : EQUIVALENT;
  }

  /// Returns the relation with left and right exchanged.
  Relation inverse() {
    return switch (this) {
      case MORE_GENERAL -> MORE_SPECIFIC;
      case MORE_SPECIFIC -> MORE_GENERAL;
      default -> this;
    };
  }

  /// Returns whether two patterns so related leave open which of them a request belongs to.
  boolean isConflict() {
    return this == EQUIVALENT || this == OVERLAPS;
  }
}
