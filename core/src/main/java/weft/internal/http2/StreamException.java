package weft.internal.http2;

import java.io.IOException;
import weft.RejectReason;

/// The peer broke a rule that concerns one stream (RFC 9113 §5.4.2); becomes RST_STREAM.
///
/// With [ErrorCode#NO_ERROR] the request is well-formed but more than the server takes: the status
/// of the reason answers it.
final class StreamException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int streamId;
  private final ErrorCode code;
  private final RejectReason reason;

  StreamException(int streamId, ErrorCode code, RejectReason reason) {
    super(code + ": " + reason);
    this.streamId = streamId;
    this.code = code;
    this.reason = reason;
  }

  /// The request is malformed (RFC 9113 §8.1.1).
  static StreamException malformed(int streamId, RejectReason reason) {
    return new StreamException(streamId, ErrorCode.PROTOCOL_ERROR, reason);
  }

  /// The request is more than the server takes.
  static StreamException tooMuch(int streamId, RejectReason reason) {
    return new StreamException(streamId, ErrorCode.NO_ERROR, reason);
  }

  int streamId() {
    return streamId;
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
