package weft.file;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.internal.text.Tokens;

/// A satisfiable range of a content's bytes (RFC 9110 §14.1.2), inside the content and not empty.
///
///     ranges-specifier = range-unit "=" range-set
///     range-set        = 1#range-spec
///     int-range        = first-pos "-" [ last-pos ]
///     suffix-range     = "-" suffix-length
record ByteRange(long start, long length) {

  /// How many ranges one request may name; the whole content answers more.
  static final int RANGES_MAX = 64;

  private static final String UNIT = "bytes=";

  /// Returns the ranges to send of a content of `size` bytes, in the order of the request: none if
  /// the whole content is to be sent, null if the field is malformed or names nothing inside the
  /// content, so that 416 is the answer.
  ///
  /// The field does not count if its unit is unknown (RFC 9110 §14.2), if it names no range, and if
  /// it asks for more ranges than [#RANGES_MAX], for more than two that are not in ascending order,
  /// or in sum for more bytes than there are. Nor does any for an empty content, as in Go.
  static @Nullable List<ByteRange> parse(String value, long size) {
    if (!value.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return namesOtherUnit(value) ? List.of() : null;
    }
    String[] specs = value.substring(UNIT.length()).split(",", -1);
    var ranges = new ArrayList<ByteRange>();
    int named = 0;
    for (String spec : specs) {
      if (!spec.isBlank()) {
        named++;
        ByteRange range = parseSpec(spec.strip(), size);
        if (range == null) {
          return null;
        }
        if (range.length > 0 && named <= RANGES_MAX) {
          ranges.add(range);
        }
      }
    }
    if (named > 0 && ranges.isEmpty() && size > 0) {
      return null;
    }
    long sum = ranges.stream().mapToLong(ByteRange::length).sum();
    return named > RANGES_MAX || sum > size || isScattered(ranges) ? List.of() : ranges;
  }

  /// Returns whether more than two ranges go back in the content, which may have to be read anew
  /// each time: a broken client or an attack (RFC 9110 §14.2).
  private static boolean isScattered(List<ByteRange> ranges) {
    for (int i = 1; i < ranges.size(); i++) {
      if (ranges.size() > 2 && ranges.get(i).start < ranges.get(i - 1).start) {
        return true;
      }
    }
    return false;
  }

  private static boolean namesOtherUnit(String value) {
    int equals = value.indexOf('=');
    return equals > 0 && Tokens.isToken(value.substring(0, equals));
  }

  /// Returns the part of the content that `spec` names, of length 0 if that is nothing; null if it
  /// is malformed.
  private static @Nullable ByteRange parseSpec(String spec, long size) {
    int dash = spec.indexOf('-');
    if (dash < 0) {
      return null;
    }
    String first = spec.substring(0, dash).strip();
    String last = spec.substring(dash + 1).strip();
    long to = last.isEmpty() ? Long.MAX_VALUE - 1 : number(last);
    if (to < 0 || (first.isEmpty() && last.isEmpty())) {
      return null;
    }
    if (first.isEmpty()) {
      long length = Math.min(to, size);
      return new ByteRange(size - length, length);
    }
    long from = number(first);
    if (from < 0 || from > to) {
      return null;
    }
    return new ByteRange(from, Math.max(0, Math.min(to, size - 1) - from + 1));
  }

  /// Returns the value of 1*DIGIT, at most [Long#MAX_VALUE] - 1; -1 if it is not that.
  private static long number(String digits) {
    long value = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      boolean fits = value <= (Long.MAX_VALUE - 10) / 10;
      value = fits ? value * 10 + digit : Long.MAX_VALUE - 1;
    }
    return digits.isEmpty() ? -1 : value;
  }

  /// Returns the value of Content-Range (RFC 9110 §14.4).
  String contentRange(long size) {
    return "bytes " + start + "-" + (start + length - 1) + "/" + size;
  }
}
