/// Events of a server for JDK Flight Recorder.
///
/// | event | when |
/// |---|---|
/// | `weft.Accepted` | a connection was accepted |
/// | `weft.HandshakeFailed` | there was no agreement on TLS |
/// | `weft.CertificateReloaded` | a new certificate is in use |
/// | `weft.CertificateRejected` | a new certificate cannot be used, and the old one stays |
/// | `weft.Request` | a request was served; lasts from its head to the end of its response |
/// | `weft.Rejected` | a request was refused because it broke a rule or a limit |
/// | `weft.TimedOut` | a wait for the peer took too long |
/// | `weft.Closed` | a connection was closed or handed over |
/// | `weft.AcceptFailed` | accepting failed and is tried again |
/// | `weft.Shed` | a connection was refused because there are too many |
///
/// All are on by default and have no threshold; on a busy server, set one for the slow requests:
/// `-XX:StartFlightRecording:+weft.Request#threshold=100ms`.
///
/// Start reading at [weft.jfr.JfrTrace].
@org.jspecify.annotations.NullMarked
package weft.jfr;
