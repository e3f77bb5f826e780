package weft.internal.http2;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.Header;
import weft.internal.hpack.HpackEncoder;
import weft.internal.net.Clock;
import weft.internal.text.HttpDate;

/// Puts the fields of responses into header blocks (RFC 9113 §8.2, §8.3.2). All connections of a
/// server share it.
public final class ResponseFields {

  private static final int NAME_SLOTS = 256;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private record Date(long staleAtNanos, String value) {}

  private record Name(String written, String lowerCase) {}

  private final Clock clock;
  private final @Nullable Name[] names = new Name[NAME_SLOTS];
  private volatile Date date = new Date(Long.MIN_VALUE, "");

  /// Creates fields that take Date from `clock`.
  public ResponseFields(Clock clock) {
    this.clock = clock;
  }

  /// Puts the header section of a final response.
  ///
  /// @param contentType what the content was found to be, null if the fields say it
  /// @param length of the content, negative if it is not told
  void putHead(
      HpackEncoder encoder, int status, Header fields, @Nullable String contentType, long length) {
    encoder.begin();
    encoder.put(":status", text(status));
    putAll(encoder, fields);
    if (contentType != null) {
      encoder.put("content-type", contentType);
    }
    if (!fields.contains("Date")) {
      encoder.put("date", date());
    }
    if (length >= 0) {
      encoder.put("content-length", Long.toString(length));
    }
  }

  private static String text(int status) {
    return status == 200 ? "200" : Integer.toString(status);
  }

  /// Puts an interim response (RFC 9110 §15.2).
  void putInterim(HpackEncoder encoder, int status, Header fields) {
    encoder.begin();
    encoder.put(":status", text(status));
    putAll(encoder, fields);
  }

  /// Puts a trailer section.
  void putTrailer(HpackEncoder encoder, Header fields) {
    encoder.begin();
    putAll(encoder, fields);
  }

  private void putAll(HpackEncoder encoder, Header fields) {
    for (Header.Field field : fields) {
      String name = lowerCase(field.name());
      if (!belongsToEngine(name)) {
        encoder.put(name, field.value());
      }
    }
  }

  /// Returns whether the field is for the engine to say, or has no place in HTTP/2 (RFC 9113
  /// §8.2.2).
  private static boolean belongsToEngine(String name) {
    return switch (name) {
      case "content-length",
          "connection",
          "keep-alive",
          "proxy-connection",
          "transfer-encoding",
          "upgrade" ->
          true;
      default -> false;
    };
  }

  /// Names come again and again; an entry is immutable, and losing one costs a new string.
  private String lowerCase(String name) {
    int slot = name.hashCode() & (NAME_SLOTS - 1);
    Name known = names[slot];
    if (known == null || !known.written.equals(name)) {
      known = new Name(name, name.toLowerCase(Locale.ROOT));
      names[slot] = known;
    }
    return known.lowerCase;
  }

  /// Returns the value of Date (RFC 9110 §6.6.1), made once a second.
  private String date() {
    long now = clock.coarseNanoTime();
    Date current = date;
    if (now >= current.staleAtNanos) {
      Instant instant = clock.instant();
      long restOfSecond = NANOS_PER_SECOND - instant.getNano();
      current = new Date(now + restOfSecond, HttpDate.format(instant.getEpochSecond()));
      date = current;
    }
    return current.value;
  }
}
