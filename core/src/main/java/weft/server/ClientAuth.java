package weft.server;

/// Whether clients show a certificate (RFC 8446 §4.3.2). One that is shown must be of an authority
/// that the server trusts, else the handshake fails; so what handlers find in [weft.Request#tls()]
/// was verified.
///
/// Go's `RequestClientCert` and `RequireAnyClientCert`, which verify nothing, need an `SSLContext`
/// of the program, with a trust manager that accepts everybody ([Tls.Builder#context]).
public enum ClientAuth {
  /// Clients are not asked: `NoClientCert` in Go.
  NONE,
  /// Clients are asked, and may have none: `VerifyClientCertIfGiven` in Go.
  REQUEST,
  /// Clients without one are refused in the handshake: `RequireAndVerifyClientCert` in Go.
  REQUIRE
}
