package weft.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import weft.internal.net.Clock;
import weft.internal.net.Transport;

/// Tells a connection that cannot be served why, in clear text, and closes it.
final class LastWords {

  private static final long LINGER_NANOS = 500_000_000;

  private static final String NO_TLS_TEXT =
      "This port speaks HTTPS, and the request came without TLS.\n";

  static final byte[] TOO_MANY =
      """
      HTTP/1.1 503 Service Unavailable\r
      Retry-After: 1\r
      Content-Length: 0\r
      Connection: close\r
      \r
      """
          .getBytes(StandardCharsets.US_ASCII);

  static final byte[] NO_TLS =
      """
      HTTP/1.1 400 Bad Request\r
      Content-Type: text/plain; charset=utf-8\r
      X-Content-Type-Options: nosniff\r
      Content-Length: %d\r
      Connection: close\r
      \r
      %s\
      """
          .formatted(NO_TLS_TEXT.length(), NO_TLS_TEXT)
          .getBytes(StandardCharsets.US_ASCII);

  private LastWords() {}

  /// Sends `octets`, waits until the client has closed, at most half a second, and closes. Blocks.
  static void send(Transport transport, byte[] octets, Clock clock) {
    Clock.Alarm cutOff = clock.schedule(clock.nanoTime() + LINGER_NANOS, transport::close);
    try (transport) {
      transport.write(octets, 0, octets.length);
      transport.shutdownOutput();
      byte[] scratch = new byte[1024];
      while (transport.read(scratch, 0, scratch.length) >= 0) {
        Thread.onSpinWait();
      }
    } catch (IOException gone) {
      // It was told, or it left.
    } finally {
      cutOff.cancel();
    }
  }
}
