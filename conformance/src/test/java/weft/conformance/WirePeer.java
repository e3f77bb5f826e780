package weft.conformance;

import java.io.IOException;
import weft.test.Wire;

/// A connection in a simulated network.
record WirePeer(Wire wire) implements Peer {

  @Override
  public void send(byte[] octets) throws IOException {
    wire.send(octets);
  }

  @Override
  public void shutdownOutput() throws IOException {
    wire.shutdownOutput();
  }

  @Override
  public int read(byte[] into) throws IOException {
    byte[] octets = wire.read(into.length);
    System.arraycopy(octets, 0, into, 0, octets.length);
    return octets.length == 0 ? -1 : octets.length;
  }

  @Override
  public void reset() {
    wire.reset();
  }

  @Override
  public void close() {
    wire.close();
  }
}
