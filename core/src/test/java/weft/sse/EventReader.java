package weft.sse;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a browser makes of an event stream: the algorithm of the HTML standard, section
/// 'Interpreting an event stream', on text that has arrived whole.
final class EventReader {

  /// An event as a page sees it.
  record Seen(String name, String data, String lastEventId) {}

  final List<Seen> events = new ArrayList<>();
  private final StringBuilder data = new StringBuilder();
  private String name = "";
  private String lastEventId = "";
  @Nullable Long retryMillis;

  static EventReader of(String stream) {
    var reader = new EventReader();
    String text = stream.startsWith("\ufeff") ? stream.substring(1) : stream;
    String[] lines = text.split("\r\n|\r|\n", -1);
    for (int i = 0; i < lines.length - 1; i++) { // the last one has no end
      reader.line(lines[i]);
    }
    return reader;
  }

  private void line(String line) {
    int colon = line.indexOf(':');
    if (line.isEmpty()) {
      dispatch();
    } else if (colon != 0) {
      String value = colon < 0 ? "" : line.substring(colon + 1);
      field(
          colon < 0 ? line : line.substring(0, colon),
          value.startsWith(" ") ? value.substring(1) : value);
    }
  }

  private void field(String field, String value) {
    switch (field) {
      case "event" -> name = value;
      case "data" -> data.append(value).append('\n');
      case "id" -> lastEventId = value.indexOf(0) >= 0 ? lastEventId : value;
      case "retry" -> retryMillis = value.matches("[0-9]+") ? Long.valueOf(value) : retryMillis;
      default -> throw new AssertionError("a field that browsers ignore: " + field);
    }
  }

  private void dispatch() {
    if (!data.isEmpty()) {
      data.setLength(data.length() - 1);
      events.add(new Seen(name.isEmpty() ? "message" : name, data.toString(), lastEventId));
    }
    data.setLength(0);
    name = "";
  }
}
