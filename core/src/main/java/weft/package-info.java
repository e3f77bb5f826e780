/// What handlers see: the vocabulary of HTTP (RFC 9110), and [weft.ServeMux], which chooses a
/// handler for a request.
///
/// A [weft.Request] and a [weft.ResponseWriter] are made by a [weft.server.Server], or by a test.
/// Start reading at [weft.Handler].
@org.jspecify.annotations.NullMarked
package weft;
