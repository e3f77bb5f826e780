package weft;

import java.io.IOException;

/// A failure that knows the status it should be answered with.
///
/// When it leaves a handler before anything was sent, the server answers with [#status()] and the
/// message as plain text. The message is therefore public: it must not hold secrets.
public class StatusException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int status;

  /// Creates a failure answered with `status`.
  ///
  /// @param status a client or server error, 400 to 599
  /// @param message what the client is told
  /// @throws IllegalArgumentException if `status` is not an error status
  public StatusException(int status, String message) {
    super(message);
    if (status < 400 || status > 599) {
      throw new IllegalArgumentException("not an error status: " + status);
    }
    this.status = status;
  }

  /// Returns the status to answer with, 400 to 599.
  public int status() {
    return status;
  }
}
