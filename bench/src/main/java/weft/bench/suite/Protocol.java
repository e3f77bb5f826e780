package weft.bench.suite;

/// What a loader speaks, and so which port of a server it uses.
enum Protocol {
  /// HTTP/1.1 in clear text.
  HTTP1,

  /// HTTP/1.1 over TLS.
  HTTP1_TLS,

  /// HTTP/2 over TLS.
  HTTP2_TLS,

  /// HTTP/2 in clear text, by prior knowledge.
  HTTP2_CLEAR;

  boolean isSecure() {
    return this == HTTP1_TLS || this == HTTP2_TLS;
  }

  String scheme() {
    return isSecure() ? "https" : "http";
  }
}
