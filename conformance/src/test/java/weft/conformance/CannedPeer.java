package weft.conformance;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// A connection to a server that sends given octets and closes, whatever it gets.
final class CannedPeer implements Peer {

  private final InputStream in;

  CannedPeer(String octets) {
    in = new ByteArrayInputStream(octets.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Override
  public void send(byte[] octets) {}

  @Override
  public void shutdownOutput() {}

  @Override
  public int read(byte[] into) throws IOException {
    return in.read(into);
  }

  @Override
  public void reset() {}

  @Override
  public void close() {}
}
