package weft;

/// What a server makes of a client that closes its sending side while its request is served. A
/// client that waits for the answer and one that has left look the same in that moment.
public enum HalfClosePolicy {
  /// The client is taken to wait. That it left is noticed only when writing fails.
  KEEP,
  /// The client is asked: an interim response (102, RFC 2518 §10.1) is sent, which a client that
  /// waits skips (RFC 9110 §15.2) and which the kernel of one that left answers with a reset.
  /// HTTP/1.0 clients know no interim responses and are taken to wait. Once the response has begun,
  /// the handler is told ([ResponseWriter#onHalfClose]), which alone knows what may be sent; an
  /// event stream sends comments.
  PROBE,
  /// The client is taken to have left, as in Go: the request is cancelled with HALF_CLOSED.
  CANCEL
}
