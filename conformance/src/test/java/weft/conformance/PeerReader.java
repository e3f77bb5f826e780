package weft.conformance;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/// Reads what a server sends, and keeps all of it for the message of a failure.
final class PeerReader {

  private static final int SHOWN_MAX = 2000;

  private final Peer peer;
  private final StringBuilder received = new StringBuilder();
  private final byte[] buffer = new byte[8192];
  private int at;
  private boolean wasReset;

  PeerReader(Peer peer) {
    this.peer = peer;
  }

  /// Returns whether the connection ends here. Blocks until that is known.
  boolean atEnd() {
    return at == received.length() && !fill();
  }

  /// Returns whether the connection ended by a reset.
  boolean wasReset() {
    return wasReset;
  }

  /// Returns whether a line follows that `expected` allows; reads nothing.
  boolean lineFollows(StatusLinePattern expected) {
    int start = at;
    boolean follows = !atEnd() && expected.matches(line());
    at = start;
    return follows;
  }

  /// Reads a line that ends in CRLF and returns it without.
  String line() {
    int start = at;
    while (next() != '\n') {
      if (at - start > 1 << 20) {
        throw new AssertionError("a line without end");
      }
    }
    String line = received.substring(start, at - 1);
    if (!line.endsWith("\r")) {
      throw new AssertionError("a line that ends in LF without CR: " + line);
    }
    return line.substring(0, line.length() - 1);
  }

  /// Reads so many octets.
  String exactly(int length) {
    int start = at;
    while (at - start < length) {
      next();
    }
    return received.substring(start, at);
  }

  /// Reads up to the end of the connection.
  String rest() {
    int start = at;
    while (!atEnd()) {
      at = received.length();
    }
    return received.substring(start, at);
  }

  /// Returns everything that was received, for a person.
  String transcript() {
    String text = received.toString().replace("\r\n", "\n").replace("\r", "\\r");
    return text.length() <= SHOWN_MAX ? text : text.substring(0, SHOWN_MAX) + "...";
  }

  private char next() {
    if (atEnd()) {
      throw new AssertionError(wasReset ? "the server reset the connection" : "the server closed");
    }
    return received.charAt(at++);
  }

  private boolean fill() {
    try {
      int n = peer.read(buffer);
      if (n > 0) {
        received.append(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
      }
      return n > 0;
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the server sent nothing more and did not close", e);
    } catch (IOException e) {
      wasReset = true;
      return false;
    }
  }
}
