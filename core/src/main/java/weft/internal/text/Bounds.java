package weft.internal.text;

import java.time.Duration;

/// Checks the settings of a program. Each method returns the value, or throws
/// [IllegalArgumentException] with the name of the setting and the value.
public final class Bounds {

  private Bounds() {}

  /// Checks that a number is at least 1.
  public static int positive(String name, int value) {
    positive(name, (long) value);
    return value;
  }

  /// Checks that a number is at least 1.
  public static long positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
    return value;
  }

  /// Checks that a number is at least 0.
  public static int notNegative(String name, int value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " is negative: " + value);
    }
    return value;
  }

  /// Checks that a time is zero or longer.
  public static Duration notNegative(String name, Duration value) {
    if (value.isNegative()) {
      throw new IllegalArgumentException(name + " is negative: " + value);
    }
    return value;
  }
}
