package weft;

/// Ends a handler and its connection (HTTP/1.1) or stream (HTTP/2) without a log line and without
/// completing the response: what `panic(http.ErrAbortHandler)` is in Go.
public final class AbortException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// Creates the signal; it has no stack trace because nobody prints it.
  public AbortException() {
    super("handler aborted the response", null, false, false);
  }
}
