package weft.conformance;

import java.util.List;

/// The status lines that a transcript allows: one, or several with ` | ` between them; `*` stands
/// for any reason phrase.
///
/// @param text as it stands in the transcript
record StatusLinePattern(String text) {

  boolean matches(String statusLine) {
    return List.of(text.split(" \\| ")).stream().anyMatch(one -> matches(one, statusLine));
  }

  private static boolean matches(String expected, String statusLine) {
    return expected.endsWith(" *")
        ? statusLine.startsWith(expected.substring(0, expected.length() - 1))
        : statusLine.equals(expected);
  }

  @Override
  public String toString() {
    return text;
  }
}
