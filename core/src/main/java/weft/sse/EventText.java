package weft.sse;

import java.time.Duration;

/// Events as text, by the grammar of the HTML standard, section 'Parsing an event stream'.
///
/// ```
///   stream  = [ bom ] *event
///   event   = *( comment / field ) end-of-line
///   comment = colon *any-char end-of-line
///   field   = 1*name-char [ colon [ space ] *any-char ] end-of-line
///   end-of-line = ( cr lf / cr / lf )
///   any-char    = any character but LF and CR
/// ```
final class EventText {

  /// A comment that says nothing but that the stream is there.
  static final String HEARTBEAT = ":\n\n";

  private EventText() {}

  static String event(Event event) {
    var out = new StringBuilder(event.data().length() + 32);
    if (event.id() != null) {
      putLines(out, "id: ", event.id());
    }
    if (!event.name().isEmpty()) {
      putLines(out, "event: ", event.name());
    }
    putLines(out, "data: ", event.data());
    return out.append('\n').toString();
  }

  static String comment(String text) {
    var out = new StringBuilder(text.length() + 8);
    putLines(out, ": ", text);
    return out.append('\n').toString();
  }

  static String retry(Duration time) {
    return "retry: " + time.toMillis() + "\n\n";
  }

  /// Puts each line of `text` behind `prefix`. Its blank is the one that the reader takes away.
  private static void putLines(StringBuilder out, String prefix, String text) {
    int start = 0;
    for (int end = 0; end <= text.length(); end++) {
      char c = end < text.length() ? text.charAt(end) : '\n';
      if (c == '\r' || c == '\n') {
        out.append(prefix).append(text, start, end).append('\n');
        if (c == '\r' && end + 1 < text.length() && text.charAt(end + 1) == '\n') {
          end++;
        }
        start = end + 1;
      }
    }
  }
}
