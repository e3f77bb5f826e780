package weft.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import weft.RejectReason;
import weft.ServerTrace.TimeoutKind;

/// A server that runs [ConformanceHandler] and that transcripts are run against.
interface Target extends AutoCloseable {

  /// Connects to it.
  Peer connect() throws IOException;

  /// Lets time pass for the server, its time-outs included.
  void advance(Duration duration);

  /// Returns why it refused requests so far, in order; nothing if it does not report.
  default List<RejectReason> rejections() {
    return List.of();
  }

  /// Returns which waits it gave up so far, in order; nothing if it does not report.
  default List<TimeoutKind> timeouts() {
    return List.of();
  }

  /// Stops it and waits until it has reported everything.
  @Override
  void close();
}
