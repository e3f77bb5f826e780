package weft;

import org.jspecify.annotations.Nullable;

/// What a request target says (RFC 9112 §3.2).
///
/// @param host null for the forms that have none
/// @param escapedPath percent-encoded; empty for the authority-form
/// @param rawQuery null if there is none
record TargetParts(@Nullable String host, String escapedPath, @Nullable String rawQuery) {

  /// Takes a target apart: origin-form, asterisk-form, absolute-form, or else authority-form.
  static TargetParts of(String target) {
    if (target.startsWith("/") || target.equals("*")) {
      return from(target, 0, null);
    }
    int start = target.indexOf("://") + 3;
    if (start <= 3) {
      return new TargetParts(target, "", null);
    }
    int end = start;
    while (end < target.length() && "/?".indexOf(target.charAt(end)) < 0) {
      end++;
    }
    return from(target, end, target.substring(start, end));
  }

  private static TargetParts from(String text, int start, @Nullable String host) {
    int question = text.indexOf('?', start);
    String query = question < 0 ? null : text.substring(question + 1);
    String path = text.substring(start, question < 0 ? text.length() : question);
    return new TargetParts(host, path.isEmpty() ? "/" : path, query); // RFC 9110 §4.2.3
  }
}
