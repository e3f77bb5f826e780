/// TLS over any transport, and the certificates and keys for it (RFC 8446, RFC 5246).
///
/// ```
///   TlsTransport  --reads-->  TlsInput   records -> SSLEngine.unwrap -> plaintext     one reader
///                 --writes->  TlsOutput  plaintext -> SSLEngine.wrap -> records       under a lock
/// ```
///
/// The reader never writes and never waits for the writer: what a peer's message asks to be
/// answered leaves before the next data of our own. Buffers are arrays of the heap, borrowed from a
/// pool while there is something in them.
///
/// Start reading at [weft.internal.tls.TlsTransport].
@org.jspecify.annotations.NullMarked
package weft.internal.tls;
