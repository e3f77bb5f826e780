package weft.internal.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;

/// Where connections come from.
public interface Listener extends Closeable {

  /// Returns the next connection, blocking until there is one.
  ///
  /// @throws java.nio.channels.ClosedChannelException if the listener is closed, now or before
  /// @throws IOException if accepting failed; another try may succeed
  Transport accept() throws IOException;

  /// Returns the address that is listened on, with the port that the system chose for port 0.
  SocketAddress localAddress();

  /// Stops listening and wakes who accepts; further calls do nothing.
  @Override
  void close() throws IOException;
}
