package weft;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import weft.internal.text.HttpDate;

/// Times as HTTP fields write them, such as in Last-Modified: whole seconds, GMT (RFC 9110 §5.6.7).
public final class HttpTime {

  private HttpTime() {}

  /// Returns `time`, cut to the second, as `Sun, 06 Nov 1994 08:49:37 GMT`.
  ///
  /// @throws IllegalArgumentException if the year is not 0 to 9999
  public static String format(Instant time) {
    return HttpDate.format(time.getEpochSecond());
  }

  /// Returns the time that `text` names in any of the three forms of RFC 9110 §5.6.7, empty if it
  /// is in none of them; a recipient ignores such a field.
  public static Optional<Instant> parse(String text) {
    OptionalLong second = HttpDate.parse(text);
    return second.isPresent()
        ? Optional.of(Instant.ofEpochSecond(second.getAsLong()))
        : Optional.empty();
  }
}
