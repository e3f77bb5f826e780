package weft.sse;

import org.jspecify.annotations.Nullable;

/// One event of an [EventStream].
///
/// @param data what the page reads as `event.data`; its lines may end in LF, CR LF or CR, and reach
///   the page ending in LF
/// @param name the type of the event, which the page listens for; empty for `message`
/// @param id what the client sends as Last-Event-ID when it connects again; null leaves the last
///   one as it is, and empty forgets it
public record Event(String data, String name, @Nullable String id) {

  /// Checks that name and id stay in their line.
  ///
  /// @throws IllegalArgumentException if one of them has CR, LF or NUL
  public Event {
    checkOneLine("name", name);
    checkOneLine("id", id == null ? "" : id);
  }

  /// Returns an event with data alone.
  public static Event of(String data) {
    return new Event(data, "", null);
  }

  /// Returns this event with another name.
  ///
  /// @throws IllegalArgumentException if it has CR, LF or NUL
  public Event withName(String name) {
    return new Event(data, name, id);
  }

  /// Returns this event with another id.
  ///
  /// @throws IllegalArgumentException if it has CR, LF or NUL
  public Event withId(String id) {
    return new Event(data, name, id);
  }

  private static void checkOneLine(String what, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new IllegalArgumentException("the " + what + " of an event has CR, LF or NUL");
      }
    }
  }
}
