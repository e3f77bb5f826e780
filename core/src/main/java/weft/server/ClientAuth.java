package weft.server;

/// Whether clients show a certificate (RFC 8446 §4.3.2). One that is shown must be of an authority
/// that the server trusts; handlers find it in [weft.Request#tls()].
public enum ClientAuth {
  /// Clients are not asked.
  NONE,
  /// Clients are asked, and may have none.
  REQUEST,
  /// Clients without one are refused in the handshake.
  REQUIRE
}
