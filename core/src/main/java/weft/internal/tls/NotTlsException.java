package weft.internal.tls;

import java.io.IOException;

/// The first octets of a connection are not a TLS handshake.
public final class NotTlsException extends IOException {

  private static final long serialVersionUID = 1L;

  private final boolean http;

  NotTlsException(boolean http) {
    super(http ? "the client speaks HTTP without TLS" : "the client does not speak TLS");
    this.http = http;
  }

  /// Returns whether they look like the start of an HTTP request.
  public boolean isHttp() {
    return http;
  }
}
