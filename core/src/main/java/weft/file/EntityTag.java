package weft.file;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A validator (RFC 9110 §8.8.3).
///
///     entity-tag = [ weak ] opaque-tag
///     weak       = %s"W/"
///     opaque-tag = DQUOTE *etagc DQUOTE
///     etagc      = %x21 / %x23-7E / obs-text
///
/// @param opaque the opaque-tag with its quotes
record EntityTag(boolean weak, String opaque) {

  /// Returns the tag that is the whole of `text`, null if it is none.
  static @Nullable EntityTag parse(@Nullable String text) {
    List<EntityTag> tags = text == null ? List.of() : parseList(text);
    return tags.size() == 1 && tags.getFirst().toString().equals(text) ? tags.getFirst() : null;
  }

  /// Returns the tags of a list (RFC 9110 §5.6.1) up to the first element that is none.
  static List<EntityTag> parseList(String text) {
    var tags = new ArrayList<EntityTag>();
    int at = skipSeparators(text, 0);
    while (at < text.length()) {
      boolean weak = text.startsWith("W/", at);
      int from = weak ? at + 2 : at;
      int end = endOfOpaque(text, from);
      if (end < 0) {
        break;
      }
      tags.add(new EntityTag(weak, text.substring(from, end)));
      at = skipSeparators(text, end);
    }
    return tags;
  }

  private static int skipSeparators(String text, int from) {
    int at = from;
    while (at < text.length() && " \t,".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at;
  }

  private static int endOfOpaque(String text, int from) {
    if (from >= text.length() || text.charAt(from) != '"') {
      return -1;
    }
    int at = from + 1;
    while (at < text.length() && isTagChar(text.charAt(at))) {
      at++;
    }
    return at < text.length() && text.charAt(at) == '"' ? at + 1 : -1;
  }

  private static boolean isTagChar(char c) {
    return c > ' ' && c != '"' && c != 0x7f;
  }

  /// Returns the tag of a variant of the same thing.
  EntityTag of(String coding) {
    return new EntityTag(weak, opaque.substring(0, opaque.length() - 1) + "-" + coding + "\"");
  }

  /// Returns whether both are strong and equal (RFC 9110 §8.8.3.2).
  boolean matchesStrongly(EntityTag other) {
    return !weak && !other.weak && opaque.equals(other.opaque);
  }

  /// Returns whether both are equal but for their strength (RFC 9110 §8.8.3.2).
  boolean matchesWeakly(EntityTag other) {
    return opaque.equals(other.opaque);
  }

  @Override
  public String toString() {
    return weak ? "W/" + opaque : opaque;
  }
}
