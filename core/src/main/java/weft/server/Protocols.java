package weft.server;

import java.util.ArrayList;
import java.util.List;

/// Which versions of HTTP a server speaks: `http.Protocols` in Go.
///
/// @param http1 HTTP/1.0 and HTTP/1.1
/// @param http2 HTTP/2 over TLS, if the client chooses it there (ALPN)
/// @param unencryptedHttp2 HTTP/2 in clear text, for clients that know that the server speaks it
///   and begin at once (RFC 9113 §3.3); on the same port as HTTP/1
public record Protocols(boolean http1, boolean http2, boolean unencryptedHttp2) {

  /// What HTTP/2 over TLS is called (RFC 9113 §3.1, §3.2).
  static final String ALPN_HTTP2 = "h2";

  private static final String ALPN_HTTP1 = "http/1.1";

  /// What a server speaks that was told nothing: HTTP/1, and HTTP/2 over TLS.
  public static final Protocols STANDARD = new Protocols(true, true, false);

  /// Everything.
  public static final Protocols ALL = new Protocols(true, true, true);

  /// Checks that there is at least one.
  ///
  /// @throws IllegalArgumentException if there is none
  public Protocols {
    if (!http1 && !http2 && !unencryptedHttp2) {
      throw new IllegalArgumentException("a server must speak something");
    }
  }

  /// Returns the names that a client may choose from (RFC 7301 §6), the best first.
  List<String> alpn() {
    var names = new ArrayList<String>(2);
    if (http2) {
      names.add(ALPN_HTTP2);
    }
    if (http1) {
      names.add(ALPN_HTTP1);
    }
    return names;
  }
}
