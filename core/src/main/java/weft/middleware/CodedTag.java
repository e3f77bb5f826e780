package weft.middleware;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weft.Header;

/// The strong entity-tags of compressed responses (RFC 9110 §8.8.3): that of the content with a
/// suffix. A weak tag stays as it is, for it names what means the same.
final class CodedTag {

  // entity-tag = [ weak ] opaque-tag, with the first group for weak
  private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"");

  private CodedTag() {}

  /// Returns the tag of what `tag` names after it was compressed.
  static String of(String tag, String coding) {
    boolean strong = tag.length() >= 2 && tag.startsWith("\"") && tag.endsWith("\"");
    return strong ? tag.substring(0, tag.length() - 1) + "-" + coding + "\"" : tag;
  }

  /// Adds to each tag with the suffix, in the lists of the field `name`, the tag without it. A weak
  /// one counts too: what was strong when it was sent may have been made weak on its way, and
  /// If-None-Match compares weakly (RFC 9110 §13.1.2).
  static void addPlain(Header fields, String name, String coding) {
    List<String> values = fields.values(name);
    fields.remove(name);
    for (String value : values) {
      fields.add(name, withPlain(value, "-" + coding));
    }
  }

  private static String withPlain(String list, String suffix) {
    return TAG.matcher(list).replaceAll(tag -> Matcher.quoteReplacement(both(tag, suffix)));
  }

  private static String both(MatchResult tag, String suffix) {
    String opaque = tag.group(2);
    if (!opaque.endsWith(suffix)) {
      return tag.group();
    }
    String weak = tag.group(1) == null ? "" : "W/";
    String plain = opaque.substring(0, opaque.length() - suffix.length());
    return tag.group() + ", " + weak + "\"" + plain + "\"";
  }

  /// Returns whether a request names that very tag in If-None-Match.
  static boolean isNamed(Header request, String tag) {
    return request.values("If-None-Match").stream().anyMatch(value -> value.contains(tag));
  }
}
