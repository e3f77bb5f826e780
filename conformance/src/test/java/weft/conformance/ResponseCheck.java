package weft.conformance;

import java.util.ArrayList;
import java.util.List;
import weft.conformance.Step.ExpectedField;
import weft.conformance.Step.ExpectedResponse;
import weft.conformance.WireResponse.Field;

/// Compares a response with what a transcript expects.
final class ResponseCheck {

  private ResponseCheck() {}

  /// @throws AssertionError naming the first difference
  static void check(ExpectedResponse expected, WireResponse actual) {
    if (!expected.statusLine().matches(actual.statusLine())) {
      throw new AssertionError(
          "expected '" + expected.statusLine() + "' but got '" + actual.statusLine() + "'");
    }
    var further = checkFields(expected.required(), expected.absent(), actual.fields());
    if (!expected.anyFurther() && !further.isEmpty()) {
      throw new AssertionError("unexpected fields: " + further);
    }
    checkContent(expected, actual);
    checkFields(expected.trailers(), expected.absentTrailers(), actual.trailers());
  }

  private static List<Field> checkFields(
      List<ExpectedField> required, List<String> absent, List<Field> actual) {
    var further = new ArrayList<>(actual);
    for (ExpectedField field : required) {
      if (!removeFirst(field, further)) {
        throw new AssertionError(
            "expected " + field.name() + ": " + field.value() + " but got " + actual);
      }
    }
    for (String name : absent) {
      if (actual.stream().anyMatch(f -> f.name().equalsIgnoreCase(name))) {
        throw new AssertionError("unwanted " + name + " in " + actual);
      }
    }
    return further;
  }

  private static boolean removeFirst(ExpectedField field, List<Field> from) {
    for (int i = 0; i < from.size(); i++) {
      if (from.get(i).name().equalsIgnoreCase(field.name())
          && field.value().matches(from.get(i).value())) {
        from.remove(i);
        return true;
      }
    }
    return false;
  }

  private static void checkContent(ExpectedResponse expected, WireResponse actual) {
    String content = expected.content();
    if (content == null || expected.headOnly()) {
      return;
    }
    boolean same =
        expected.contentPrefix()
            ? actual.content().startsWith(content)
            : actual.content().equals(content);
    if (!same) {
      throw new AssertionError(
          "expected the content '" + content + "' but got '" + actual.content() + "'");
    }
  }
}
