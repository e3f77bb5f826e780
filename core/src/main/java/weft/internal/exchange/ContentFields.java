package weft.internal.exchange;

import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.Header;
import weft.internal.text.ContentSniffer;

/// What the fields of a response say of its content.
final class ContentFields {

  private static final int SNIFF_BYTES = 512;
  private static final int DIGITS_MAX = 18;

  private static final List<String> ABOUT_CONTENT =
      List.of(
          "Content-Type",
          "Content-Length",
          "Content-Encoding",
          "Content-Language",
          "Content-Range",
          "Content-Disposition",
          "Cache-Control",
          "ETag",
          "Last-Modified",
          "Trailer");

  private ContentFields() {}

  /// Removes what does not hold for another content.
  static void remove(Header header) {
    ABOUT_CONTENT.forEach(header::remove);
  }

  /// Returns what type content that begins with these octets has, null if there are none or the
  /// fields say it (RFC 9110 §8.3).
  static @Nullable String detectType(Header header, byte[] b, int off, int len) {
    boolean said = header.contains("Content-Type") || header.contains("Content-Encoding");
    return len == 0 || said ? null : ContentSniffer.detect(b, off, Math.min(len, SNIFF_BYTES));
  }

  /// Returns the number of octets that a handler declares (RFC 9110 §8.6); [Stream#UNKNOWN_LENGTH]
  /// if there is no such field or it is no number, which is not sent then.
  static long declaredLength(Header header) {
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
