package weft.internal.exchange;

import java.nio.charset.StandardCharsets;

/// What a client that speaks HTTP/2 sends first (RFC 9113 §3.4): no HTTP/1 server takes it for a
/// request.
public final class Preface {

  private static final String OCTETS = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private Preface() {}

  /// Returns a copy of it.
  public static byte[] octets() {
    return OCTETS.getBytes(StandardCharsets.US_ASCII);
  }
}
