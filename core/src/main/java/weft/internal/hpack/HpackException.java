package weft.internal.hpack;

import java.io.IOException;

/// A header block cannot be decoded: from here on the two tables differ, and the connection is of
/// no use (RFC 7541 §2.3, COMPRESSION_ERROR of RFC 9113 §7).
public final class HpackException extends IOException {
  private static final long serialVersionUID = 1L;

  HpackException(String reason) {
    super(reason);
  }

  /// Returns this: nobody prints the stack of a peer's mistake.
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
