package weft.internal.exchange;

import java.io.IOException;
import weft.RejectReason;

/// The peer broke a rule of HTTP, at a known octet of the connection.
public final class BadMessageException extends IOException {
  private static final long serialVersionUID = 1L;

  private final RejectReason reason;
  private final long offset;

  /// Creates the failure.
  ///
  /// @param offset how many octets the connection had delivered up to the one at fault
  public BadMessageException(RejectReason reason, long offset) {
    super(reason.name());
    this.reason = reason;
    this.offset = offset;
  }

  /// Returns which rule was broken.
  public RejectReason reason() {
    return reason;
  }

  /// Returns how many octets the connection had delivered up to the one at fault.
  public long offset() {
    return offset;
  }

  /// Returns this: nobody prints the stack of a peer's mistake, and filling it in costs more than
  /// the request did.
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
