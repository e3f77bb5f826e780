package weft.internal.http2;

import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// Which cipher suites HTTP/2 may be spoken over (RFC 9113 §9.2.2).
///
/// RFC 9113 Appendix A lists those of TLS 1.2 that are not good enough: all whose keys outlive the
/// connection, and all that do not encrypt and authenticate in one.
final class CipherSuites {

  private CipherSuites() {}

  /// Returns whether the session has a good one; clear text, null, has nothing to be bad.
  static boolean areGood(@Nullable SSLSession tls) {
    return tls == null
        || tls.getProtocol().equals("TLSv1.3")
        || isGoodBefore13(tls.getCipherSuite());
  }

  static boolean isGoodBefore13(String suite) {
    boolean ephemeral = suite.startsWith("TLS_ECDHE_") || suite.startsWith("TLS_DHE_");
    boolean aead =
        suite.contains("_GCM_") || suite.contains("_CCM") || suite.contains("_CHACHA20_POLY1305_");
    return ephemeral && aead;
  }
}
