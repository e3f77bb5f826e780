package weft.internal.http1;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import weft.Header;
import weft.Status;
import weft.internal.exchange.Stream;
import weft.internal.net.Clock;
import weft.internal.text.HttpDate;

/// Writes the heads of responses (RFC 9112 §4, §5, §6).
public final class ResponseEncoder {

  private static final byte[] CRLF = ascii("\r\n");
  private static final byte[] COLON = ascii(": ");
  private static final byte[] CONTENT_TYPE = ascii("Content-Type: ");
  private static final byte[] CONTENT_LENGTH = ascii("Content-Length: ");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /// Those that were sent before; to make all of them would take milliseconds of the start.
  private static final AtomicReferenceArray<byte @Nullable []> STATUS_LINES =
      new AtomicReferenceArray<>(1000);

  @SuppressWarnings("ArrayRecordComponent") // private, and never changed
  private record DateLine(long staleAtNanos, byte[] octets) {}

  private final Clock clock;
  private volatile DateLine dateLine = new DateLine(Long.MIN_VALUE, CRLF);

  /// Creates an encoder that takes the Date field from `clock`.
  public ResponseEncoder(Clock clock) {
    this.clock = clock;
  }

  /// What the head says of the connection (RFC 9112 §9.3, §9.6).
  enum Persistence {
    /// Nothing: HTTP/1.1 keeps the connection.
    IMPLIED,
    /// `Connection: keep-alive`, for HTTP/1.0.
    KEEP_ALIVE,
    /// `Connection: close`.
    CLOSE
  }

  /// Writes the head of a final response.
  ///
  /// @param contentType what the content was found to be, null if the fields say it
  /// @param length of the content; [Stream#UNKNOWN_LENGTH] is chunked if `chunked`, else ended by
  ///   the close
  void putHead(
      OutputBuffer out,
      int status,
      Header fields,
      @Nullable String contentType,
      long length,
      boolean chunked,
      Persistence persistence)
      throws IOException {
    out.put(statusLine(status));
    putFields(out, fields);
    if (contentType != null) {
      out.put(CONTENT_TYPE);
      out.put(contentType);
      out.put(CRLF);
    }
    if (!fields.contains("Date")) {
      out.put(dateLine());
    }
    if (length >= 0) {
      out.put(CONTENT_LENGTH);
      out.putDecimal(length);
      out.put(CRLF);
    } else if (chunked) {
      out.put(CHUNKED);
    }
    if (persistence == Persistence.CLOSE && !fields.hasToken("Connection", "close")) {
      out.put(CLOSE);
    } else if (persistence == Persistence.KEEP_ALIVE) {
      out.put(KEEP_ALIVE);
    }
    out.put(CRLF);
  }

  /// Writes an interim response (RFC 9110 §15.2).
  void putInterim(OutputBuffer out, int status, Header fields) throws IOException {
    out.put(statusLine(status));
    putFields(out, fields);
    out.put(CRLF);
  }

  /// Writes the last chunk and the trailer section (RFC 9112 §7.1.2).
  void putLastChunk(OutputBuffer out, @Nullable Header trailer) throws IOException {
    out.putHex(0);
    out.put(CRLF);
    if (trailer != null) {
      putFields(out, trailer);
    }
    out.put(CRLF);
  }

  /// Writes one chunk (RFC 9112 §7.1).
  void putChunk(OutputBuffer out, byte[] b, int off, int len) throws IOException {
    out.putHex(len);
    out.put(CRLF);
    out.put(b, off, len);
    out.put(CRLF);
  }

  private static void putFields(OutputBuffer out, Header fields) throws IOException {
    for (Header.Field field : fields) {
      if (!isFraming(field.name())) {
        out.put(field.name());
        out.put(COLON);
        out.put(field.value());
        out.put(CRLF);
      }
    }
  }

  /// Returns whether the field says where the content ends, which is for the engine to say.
  private static boolean isFraming(String name) {
    return switch (name.length()) {
      case 14 -> name.equalsIgnoreCase("Content-Length");
      case 17 -> name.equalsIgnoreCase("Transfer-Encoding");
      default -> false;
    };
  }

  /// Returns the Date field (RFC 9110 §6.6.1), made once a second.
  private byte[] dateLine() {
    long now = clock.coarseNanoTime();
    DateLine line = dateLine;
    if (now >= line.staleAtNanos) {
      Instant instant = clock.instant();
      String date = HttpDate.format(instant.getEpochSecond());
      long restOfSecond = NANOS_PER_SECOND - instant.getNano();
      line = new DateLine(now + restOfSecond, ascii("Date: " + date + "\r\n"));
      dateLine = line;
    }
    return line.octets;
  }

  private static byte[] statusLine(int code) {
    byte[] line = STATUS_LINES.getAcquire(code);
    if (line == null) {
      String known = Status.text(code);
      String text = known.isEmpty() ? "status code " + code : known;
      line = ascii("HTTP/1.1 " + code + " " + text + "\r\n");
      STATUS_LINES.setRelease(code, line);
    }
    return line;
  }

  private static byte[] ascii(String s) {
    return s.getBytes(StandardCharsets.US_ASCII);
  }
}
