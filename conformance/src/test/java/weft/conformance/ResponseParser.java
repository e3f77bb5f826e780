package weft.conformance;

import java.util.ArrayList;
import java.util.List;
import weft.conformance.Step.ExpectedField;

/// Collects the `<` lines of one response.
final class ResponseParser {

  private final int line;
  private final String statusLine;
  private final boolean optional;
  private final List<ExpectedField> required = new ArrayList<>();
  private final List<String> absent = new ArrayList<>();
  private final List<ExpectedField> trailers = new ArrayList<>();
  private final List<String> absentTrailers = new ArrayList<>();
  private final StringBuilder content = new StringBuilder();
  private boolean anyFurther;
  private boolean headOnly;
  private boolean inContent;
  private boolean contentPrefix;

  ResponseParser(int line, String statusLine, boolean optional) {
    this.line = line;
    this.statusLine = statusLine;
    this.optional = optional;
  }

  /// Takes a line: of the head up to the first empty one, of the content after it.
  void line(String text) {
    if (inContent && text.equals("*")) {
      contentPrefix = true;
    } else if (inContent) {
      content.append(Escapes.decode(text)).append('\n');
    } else if (text.isEmpty()) {
      inContent = true;
    } else if (text.equals("*")) {
      anyFurther = true;
    } else {
      field(text, required, absent);
    }
  }

  /// Takes content without a line end.
  void content(String octets) {
    inContent = true;
    content.append(octets);
  }

  void trailer(String text) {
    inContent = true;
    field(text, trailers, absentTrailers);
  }

  void headOnly() {
    headOnly = true;
  }

  private static void field(String text, List<ExpectedField> required, List<String> absent) {
    int colon = text.indexOf(": ");
    int tilde = text.indexOf(" ~ ");
    if (text.startsWith("!")) {
      absent.add(text.substring(1));
    } else if (tilde > 0 && (colon < 0 || tilde < colon)) {
      var value = ValuePattern.matching(text.substring(tilde + 3));
      required.add(new ExpectedField(text.substring(0, tilde), value));
    } else if (colon > 0) {
      var value = ValuePattern.exactly(Escapes.decode(text.substring(colon + 2)));
      required.add(new ExpectedField(text.substring(0, colon), value));
    } else {
      throw new IllegalArgumentException("a field is 'Name: value' or 'Name ~ regex': " + text);
    }
  }

  Step.Receive end() {
    boolean anyContent = !inContent || (trailersOnly() && content.isEmpty());
    return new Step.Receive(
        line,
        new Step.ExpectedResponse(
            new StatusLinePattern(statusLine),
            optional,
            required,
            absent,
            anyFurther,
            headOnly,
            anyContent ? null : content.toString(),
            contentPrefix,
            trailers,
            absentTrailers));
  }

  private boolean trailersOnly() {
    return !trailers.isEmpty() || !absentTrailers.isEmpty();
  }
}
