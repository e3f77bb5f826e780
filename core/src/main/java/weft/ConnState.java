package weft;

/// The life of a connection, as `http.ConnState` in Go.
///
/// NEW leads to ACTIVE or CLOSED, ACTIVE to IDLE, HIJACKED or CLOSED, IDLE to ACTIVE or CLOSED.
public enum ConnState {
  /// Accepted; no byte of a request has been read.
  NEW,
  /// A request is being read or served.
  ACTIVE,
  /// Waiting for the next request.
  IDLE,
  /// A handler took the connection over; the server does not follow it any more.
  HIJACKED,
  /// Closed.
  CLOSED
}
