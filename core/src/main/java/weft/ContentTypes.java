package weft;

import weft.internal.text.ContentSniffer;

/// Media types of content.
public final class ContentTypes {

  private ContentTypes() {}

  /// Returns the media type that the first bytes of a content look like, or
  /// `application/octet-stream`. Looks at 512 bytes at most, and by the same table as Go, which is
  /// a subset of the WHATWG's MIME Sniffing standard.
  ///
  /// The server does this on its own for content without a Content-Type.
  public static String detect(byte[] content) {
    return ContentSniffer.detect(content, 0, content.length);
  }
}
