package weft.conformance;

import java.util.regex.Pattern;

/// What a field value must be: an exact text, anything, or what a regular expression matches.
record ValuePattern(String text, Pattern regex) {

  /// Returns a pattern for exactly `text`, or for anything if that is `*`.
  static ValuePattern exactly(String text) {
    return new ValuePattern(text, Pattern.compile(text.equals("*") ? ".*" : Pattern.quote(text)));
  }

  /// Returns a pattern for the values that `regex` matches as a whole.
  static ValuePattern matching(String regex) {
    return new ValuePattern("~ " + regex, Pattern.compile(regex));
  }

  boolean matches(String value) {
    return regex.matcher(value).matches();
  }

  @Override
  public String toString() {
    return text;
  }
}
