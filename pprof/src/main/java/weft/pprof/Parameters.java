package weft.pprof;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import weft.Request;
import weft.Status;
import weft.StatusException;

/// Reads the parameters of requests for profiles.
///
/// Deviates: a value that is no number or out of range is refused with 400, where Go takes the
/// default for some.
final class Parameters {

  private static final int DIGITS_MAX = 9;

  private Parameters() {}

  /// Returns the parameter `seconds`, or `fallback` if there is none.
  ///
  /// @throws StatusException if it is not a whole number from 1 to those of `max`
  static Duration seconds(Request r, Duration fallback, Duration max) throws StatusException {
    String text = r.query().get("seconds");
    return text == null
        ? fallback
        : Duration.ofSeconds(number("seconds", text, 1, max.toSeconds()));
  }

  /// Returns the parameter `seconds`, which may have a fraction, or `fallback`.
  ///
  /// @throws StatusException if it is not positive or greater than `max`
  static Duration fraction(Request r, Duration fallback, Duration max) throws StatusException {
    String text = r.query().get("seconds");
    if (text == null) {
      return fallback;
    }
    if (text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      double seconds = Double.parseDouble(text);
      if (seconds > 0 && seconds <= max.toSeconds()) {
        return Duration.ofNanos((long) (seconds * 1e9));
      }
    }
    throw bad("seconds", "a number above 0 and up to " + max.toSeconds());
  }

  /// Returns the parameter `debug`: 0 for the format of pprof, 1 for text, 2 for a thread dump.
  static int debug(Request r) throws StatusException {
    String text = r.query().get("debug");
    return text == null ? 0 : (int) number("debug", text, 0, 2);
  }

  /// Returns whether the parameter `name` is there and greater than zero.
  static boolean flag(Request r, String name) throws StatusException {
    String text = r.query().get(name);
    return text != null && number(name, text, 0, Integer.MAX_VALUE) > 0;
  }

  private static long number(String name, @Nullable String text, long min, long max)
      throws StatusException {
    if (text != null && text.length() <= DIGITS_MAX && text.matches("\\d+")) {
      long value = Long.parseLong(text);
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw bad(name, "a whole number from " + min + " to " + max);
  }

  private static StatusException bad(String name, String rule) {
    return new StatusException(
        Status.BAD_REQUEST, "invalid value for \"" + name + "\": must be " + rule);
  }
}
