package weft;

import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/// A connection that a handler has taken over, by [ResponseWriter#hijack()].
///
/// The server does not read, write, time or close it any more; the handler, or whoever it hands
/// this to, must close it.
public interface HijackedConnection extends Closeable {

  /// Returns what the peer sends, starting with bytes that the server had already read. Reads
  /// block.
  InputStream input();

  /// Returns what is sent to the peer. Writes block until the kernel took the bytes; nothing is
  /// buffered.
  OutputStream output();

  /// Returns who is connected to what.
  ConnectionInfo info();

  /// Makes reads fail with [java.net.SocketTimeoutException] once `fromNow` has passed; zero takes
  /// the deadline away. A deadline that has fired cannot be extended.
  void readDeadline(Duration fromNow);

  /// Makes writes fail with [java.net.SocketTimeoutException] once `fromNow` has passed; zero takes
  /// the deadline away. A deadline that has fired cannot be extended.
  void writeDeadline(Duration fromNow);
}
