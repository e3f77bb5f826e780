package weft.internal.http1;

import org.jspecify.annotations.Nullable;
import weft.Header;
import weft.RejectReason;
import weft.internal.exchange.BadMessageException;
import weft.internal.text.FieldLines;
import weft.internal.text.HostText;
import weft.internal.text.Tokens;

/// The header section of a request, and those of its fields that say something about the host, the
/// framing and the connection. Does not change, so that requests may share it.
final class HeaderSection {

  private final Header header;
  private @Nullable String host;
  private @Nullable String contentLength;
  private @Nullable String coding;
  private @Nullable String expect;
  private boolean saysClose;
  private boolean saysKeepAlive;

  /// Takes over what was read.
  ///
  /// @param offset where the section ends
  /// @throws BadMessageException if a field is there twice that may be there once, or the Host
  ///   field is no host
  HeaderSection(FieldLines lines, long offset) throws BadMessageException {
    for (int i = 0; i < 2 * lines.count(); i += 2) {
      note(lines.namesAndValues()[i], lines.namesAndValues()[i + 1], offset);
    }
    if (host != null && !host.isEmpty() && !HostText.isValid(host)) {
      throw new BadMessageException(RejectReason.BAD_HOST, offset);
    }
    header = new Header(lines).freeze();
  }

  private void note(String name, String value, long offset) throws BadMessageException {
    switch (name.length()) {
      case 4 -> noteHost(name, value, offset);
      case 6 -> {
        if (name.equalsIgnoreCase("Expect")) {
          expect = expect == null ? value : expect + "," + value;
        }
      }
      case 10 -> noteConnection(name, value);
      case 14 -> noteContentLength(name, value, offset);
      case 17 -> {
        if (name.equalsIgnoreCase("Transfer-Encoding")) {
          coding = coding == null ? value : coding + "," + value;
        }
      }
      default -> {}
    }
  }

  private void noteHost(String name, String value, long offset) throws BadMessageException {
    if (name.equalsIgnoreCase("Host")) {
      if (host != null) {
        throw new BadMessageException(RejectReason.DUPLICATE_HOST, offset);
      }
      host = value;
    }
  }

  private void noteConnection(String name, String value) {
    if (name.equalsIgnoreCase("Connection")) {
      saysClose |= Tokens.listHas(value, "close");
      saysKeepAlive |= Tokens.listHas(value, "keep-alive");
    }
  }

  private void noteContentLength(String name, String value, long offset)
      throws BadMessageException {
    if (name.equalsIgnoreCase("Content-Length")) {
      if (contentLength != null) {
        throw new BadMessageException(RejectReason.DUPLICATE_CONTENT_LENGTH, offset);
      }
      contentLength = value;
    }
  }

  /// Returns the fields, read-only.
  Header header() {
    return header;
  }

  /// Returns what the Host field says, null if there is none.
  @Nullable String host() {
    return host;
  }

  /// Returns how long the content is.
  Framing framing(boolean http10, long offset) throws BadMessageException {
    return Framing.of(coding, contentLength, http10, offset);
  }

  /// Returns whether the connection may be used again (RFC 9112 §9.3).
  boolean isPersistent(boolean http10) {
    return http10 ? saysKeepAlive && !saysClose : !saysClose;
  }

  /// Returns what the Expect fields say, null if there is none.
  @Nullable String expect() {
    return expect;
  }
}
