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

  /// What a frame says cannot be.
  static ConnectionException badFrame(ErrorCode code) {
    return new ConnectionException(code, RejectReason.BAD_FRAME);
  }

  /// A frame comes where there must be none of its type.
  static ConnectionException unexpectedFrame() {
    return new ConnectionException(ErrorCode.PROTOCOL_ERROR, RejectReason.UNEXPECTED_FRAME);
  }

  /// The peer sends more than a window allows, or makes one too large (RFC 9113 §6.9.1).
  static ConnectionException windowExceeded() {
    return new ConnectionException(ErrorCode.FLOW_CONTROL_ERROR, RejectReason.WINDOW_EXCEEDED);
  }

  /// The peer costs much more than its requests (RFC 9113 §10.5).
  static ConnectionException tooMuchOverhead() {
    return new ConnectionException(ErrorCode.ENHANCE_YOUR_CALM, RejectReason.TOO_MUCH_OVERHEAD);
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
