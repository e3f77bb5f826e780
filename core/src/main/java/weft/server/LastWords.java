package weft.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import weft.ErrorPage;
import weft.Status;
import weft.internal.exchange.ErrorReply;
import weft.internal.net.Clock;
import weft.internal.net.Transport;

/// Tells a connection that cannot be served why, in clear text, and closes it.
final class LastWords {

  private static final long LINGER_NANOS = 500_000_000;

  private final byte[] tooMany;
  private final byte[] noTls;

  /// @param page makes the content
  LastWords(ErrorPage page) {
    tooMany = octets(ErrorReply.of(page, 503, "too many connections"), "Retry-After: 1\r\n");
    noTls =
        octets(
            ErrorReply.of(page, 400, "This port speaks HTTPS, and the request came without TLS."),
            "");
  }

  private static byte[] octets(ErrorReply reply, String more) {
    var head = new StringBuilder("HTTP/1.1 " + reply.status() + " " + Status.text(reply.status()));
    head.append("\r\n").append(more);
    reply.header().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    head.append("Content-Length: " + reply.content().length + "\r\nConnection: close\r\n\r\n");
    var octets = new ByteArrayOutputStream();
    octets.writeBytes(head.toString().getBytes(StandardCharsets.ISO_8859_1));
    octets.writeBytes(reply.content());
    return octets.toByteArray();
  }

  /// Returns the 503 of a server that has as many connections as it may.
  byte[] tooMany() {
    return tooMany;
  }

  /// Returns the 400 for HTTP where TLS is spoken.
  byte[] noTls() {
    return noTls;
  }

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
