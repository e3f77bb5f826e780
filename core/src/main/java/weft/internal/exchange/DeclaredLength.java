package weft.internal.exchange;

import weft.Header;

/// The length of the content that a handler declares (RFC 9110 §8.6).
final class DeclaredLength {

  private static final int DIGITS_MAX = 18;

  private DeclaredLength() {}

  /// Returns the number of octets; [Stream#UNKNOWN_LENGTH] if there is no such field or it is no
  /// number, which is not sent then.
  static long of(Header header) {
    String value = header.get("Content-Length");
    return value == null || value.isEmpty() || value.length() > DIGITS_MAX
        ? Stream.UNKNOWN_LENGTH
        : parse(value);
  }

  // Content-Length = 1*DIGIT
  private static long parse(String value) {
    long number = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return Stream.UNKNOWN_LENGTH;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
