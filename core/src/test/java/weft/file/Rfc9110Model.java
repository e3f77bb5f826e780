package weft.file;

import java.util.List;

/// What RFC 9110 says of a request with conditions and ranges for something that exists, in words
/// of the RFC: no parsing, only decisions.
final class Rfc9110Model {

  /// How an entity-tag of the request stands to the current one.
  enum Tag {
    ABSENT,
    ANY,
    SAME,
    SAME_BUT_WEAK,
    OTHER
  }

  /// How a date of the request stands to the time of modification.
  enum Date {
    ABSENT,
    BEFORE,
    SAME,
    AFTER,
    MALFORMED
  }

  /// What the Range field says.
  enum Range {
    ABSENT,
    ONE,
    SUFFIX,
    OPEN,
    TWO,
    BEYOND,
    MALFORMED,
    OTHER_UNIT,
    TOO_MUCH;

    /// Returns the first and last positions that it names in a content of `size` octets.
    List<Integer> bounds(int size) {
      return switch (this) {
        case ONE -> List.of(2, 4);
        case SUFFIX -> List.of(size - 2, size - 1);
        case OPEN -> List.of(3, size - 1);
        case TWO -> List.of(0, 1, 5, 8);
        default -> List.of();
      };
    }
  }

  /// What the If-Range field names.
  enum IfRange {
    ABSENT,
    SAME_TAG,
    OTHER_TAG,
    SAME_DATE,
    OTHER_DATE
  }

  /// The validator of the current representation.
  enum Current {
    STRONG,
    WEAK,
    NONE
  }

  record Ask(
      String method,
      Current current,
      Tag ifMatch,
      Date ifUnmodifiedSince,
      Tag ifNoneMatch,
      Date ifModifiedSince,
      Range range,
      IfRange ifRange) {}

  private Rfc9110Model() {}

  static int status(Ask ask) {
    boolean reads = ask.method.equals("GET") || ask.method.equals("HEAD");
    // RFC 9110 §13.2.2, step 1: strong comparison.
    if (ask.ifMatch != Tag.ABSENT) {
      boolean holds =
          ask.ifMatch == Tag.ANY || (ask.ifMatch == Tag.SAME && ask.current == Current.STRONG);
      if (!holds) {
        return 412;
      }
    } else if (ask.ifUnmodifiedSince == Date.BEFORE) { // step 2
      return 412;
    }
    // Step 3: weak comparison.
    if (ask.ifNoneMatch != Tag.ABSENT) {
      boolean same = ask.ifNoneMatch == Tag.SAME || ask.ifNoneMatch == Tag.SAME_BUT_WEAK;
      if (ask.ifNoneMatch == Tag.ANY || (same && ask.current != Current.NONE)) {
        return reads ? 304 : 412;
      }
    } else if (reads && (ask.ifModifiedSince == Date.SAME || ask.ifModifiedSince == Date.AFTER)) {
      return 304; // step 4
    }
    return ask.method.equals("GET") && mayBePart(ask) ? part(ask.range) : 200; // step 5
  }

  // RFC 9110 §13.1.5
  private static boolean mayBePart(Ask ask) {
    return switch (ask.ifRange) {
      case ABSENT, SAME_DATE -> true;
      case SAME_TAG -> ask.current == Current.STRONG;
      case OTHER_TAG, OTHER_DATE -> false;
    };
  }

  // RFC 9110 §14.2, §15.5.17
  private static int part(Range range) {
    return switch (range) {
      case ABSENT, OTHER_UNIT, TOO_MUCH -> 200;
      case ONE, SUFFIX, OPEN, TWO -> 206;
      case BEYOND, MALFORMED -> 416;
    };
  }
}
