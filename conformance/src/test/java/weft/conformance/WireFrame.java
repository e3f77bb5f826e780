package weft.conformance;

import java.util.ArrayList;
import java.util.List;

/// A frame that a server sent, in the words of [FrameText]; one with a header block has all of it.
///
/// @param words its type, `stream=1`, its flags, and what stands in its payload
/// @param items its fields, as `name value`, or its content
record WireFrame(int stream, List<String> words, List<String> items) {

  private static final int SHOWN_MAX = 100;

  String type() {
    return words.getFirst();
  }

  boolean endsStream() {
    return words.contains("END_STREAM");
  }

  /// Returns whether the frame may come at any time, and says nothing of a request.
  boolean isAside() {
    return switch (type()) {
      case "WINDOW_UPDATE", "SETTINGS" -> true;
      case "PING" -> !words.contains("ACK");
      default -> false;
    };
  }

  /// Returns whether the frame is of the type of `expected`, and has all of its words.
  ///
  /// @param expected as [FrameText] has them, the type first
  boolean isLike(List<String> expected) {
    return type().equals(expected.getFirst())
        && words.containsAll(expected)
        && words.contains("ACK") == expected.contains("ACK");
  }

  /// Checks that the frame has the type and the words of `expected`, and items that match its
  /// items.
  ///
  /// @throws AssertionError naming what is missing
  void check(String expected) {
    if (!isLike(FrameText.words(expected))) {
      throw new AssertionError("expected " + expected + " but got " + this);
    }
    if (type().equals("DATA")) {
      checkContent(FrameText.items(expected), items.getFirst());
    } else {
      checkFields(FrameText.items(expected), items);
    }
  }

  static void checkContent(List<String> expected, String actual) {
    if (!expected.isEmpty() && !Escapes.decode(expected.getFirst()).equals(actual)) {
      throw new AssertionError("expected the content " + expected + " but got '" + actual + "'");
    }
  }

  /// @param expected as `name value`, where the value `*` is any, or `!name`
  /// @param actual as `name value`
  /// @throws AssertionError naming the first field that is missing, or is there and should not be
  static void checkFields(List<String> expected, List<String> actual) {
    for (String field : expected) {
      if (field.startsWith("!")) {
        if (actual.stream().anyMatch(a -> a.startsWith(field.substring(1) + " "))) {
          throw new AssertionError("unwanted " + field.substring(1) + " in " + actual);
        }
      } else if (actual.stream().noneMatch(a -> matches(field, a))) {
        throw new AssertionError("expected " + field + " but got " + actual);
      }
    }
  }

  private static boolean matches(String expected, String actual) {
    return expected.endsWith(" *")
        ? actual.startsWith(expected.substring(0, expected.length() - 1))
        : actual.equals(Escapes.decode(expected));
  }

  @Override
  public String toString() {
    var parts = new ArrayList<>(List.of(String.join(" ", words)));
    items.forEach(item -> parts.add(item.substring(0, Math.min(item.length(), SHOWN_MAX))));
    return String.join(" | ", parts);
  }
}
