package weft.internal.http2;

import java.io.IOException;
import weft.RejectReason;

/// The peer broke a rule after which the connection is of no use (RFC 9113 §5.4.1); becomes GOAWAY.
final class ConnectionException extends IOException {
  private static final long serialVersionUID = 1L;

  private final ErrorCode code;
  private final RejectReason reason;

  ConnectionException(ErrorCode code, RejectReason reason) {
    super(code + ": " + reason);
    this.code = code;
    this.reason = reason;
  }

  ErrorCode code() {
    return code;
  }

  RejectReason reason() {
    return reason;
  }

  /// Returns this: nobody prints the stack of a peer's mistake.
  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
