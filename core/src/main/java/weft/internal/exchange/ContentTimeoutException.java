package weft.internal.exchange;

import java.net.SocketTimeoutException;

/// The request's content did not arrive in time; answered with 408 (RFC 9110 §15.5.9), unlike a
/// time-out of a connection that the handler made itself.
public final class ContentTimeoutException extends SocketTimeoutException {
  private static final long serialVersionUID = 1L;

  /// Creates the failure.
  public ContentTimeoutException() {
    super("the request content did not arrive in time");
  }
}
