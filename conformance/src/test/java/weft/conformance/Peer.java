package weft.conformance;

import java.io.Closeable;
import java.io.IOException;

/// The client's end of one connection, with nothing between it and the octets.
interface Peer extends Closeable {

  /// Sends octets at once. Blocks until they are on their way.
  void send(byte[] octets) throws IOException;

  /// Says that nothing more will be sent.
  void shutdownOutput() throws IOException;

  /// Reads at least one octet, or returns -1 at the end. Blocks.
  ///
  /// @throws java.net.SocketTimeoutException if nothing comes for long
  /// @throws IOException if the server reset the connection
  int read(byte[] into) throws IOException;

  /// Ends the connection by a reset.
  void reset() throws IOException;

  /// Ends the connection.
  @Override
  void close() throws IOException;
}
