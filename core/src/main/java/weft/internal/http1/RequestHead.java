package weft.internal.http1;

import weft.Header;

/// A request line and the header section behind it, with what its fields say about the connection.
///
/// @param line the request line
/// @param header the fields, read-only
/// @param host the Host field or the authority of the target, empty if HTTP/1.0 gave neither
/// @param framing how long the content is
/// @param persistent whether the connection may be used again (RFC 9112 §9.3)
/// @param expectsContinue whether the client waits for a 100 (RFC 9110 §10.1.1)
record RequestHead(
    RequestLine line,
    Header header,
    String host,
    Framing framing,
    boolean persistent,
    boolean expectsContinue) {

  boolean isHttp10() {
    return line.minorVersion() == 0;
  }
}
