package weft.test;

import java.nio.charset.StandardCharsets;
import weft.Header;

/// A response as it came over the wire.
///
/// @param status the status code
/// @param reason the reason phrase
/// @param header the fields of the header section
/// @param content the content, its transfer coding removed
/// @param trailer the fields of the trailer section, empty if there is none
@SuppressWarnings("ArrayRecordComponent") // a test compares text or content, never responses
public record WireResponse(
    int status, String reason, Header header, byte[] content, Header trailer) {

  /// Returns the content as UTF-8.
  public String text() {
    return new String(content, StandardCharsets.UTF_8);
  }
}
