package weft;

/// What happens when a handler throws something other than a [StatusException] or [AbortException].
public enum PanicPolicy {
  /// The failure is logged and answered with 500 if nothing was sent; else the connection
  /// (HTTP/1.1) or stream (HTTP/2) is aborted, so that the client sees that the response is not
  /// whole.
  RESPOND,
  /// The failure is logged and the connection or stream aborted, as in Go.
  ABORT,
  /// As RESPOND, and then an [Error], which leaves the process in doubt, closes the server.
  FAIL_FAST
}
