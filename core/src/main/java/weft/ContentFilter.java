package weft;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Changes the content of a response on its way to the client, see [ResponseWriter#filter].
///
/// ```java
/// w.filter(
///     (to, _) -> {
///       w.header().set("Content-Encoding", "gzip");
///       return new GZIPOutputStream(to, true);
///     });
/// ```
@FunctionalInterface
public interface ContentFilter {

  /// Returns the stream that the content goes through, or null to leave the content as it is.
  ///
  /// Asked once, on the thread that writes, when the handler flushes, has written more than the
  /// response buffer holds, or returns. Status and fields are what they are then, the Content-Type
  /// found out from the content if the handler did not set it, and can be changed. What the handler
  /// has written is held back until this returns. For HEAD nothing is written to the stream.
  ///
  /// Flushing the stream must pass on to `to` what it has. It is closed once, at the end or when
  /// the response fails; that must write the end of the content and close `to`, on every path.
  ///
  /// Once this or the stream has thrown, content is missing: the response fails, whatever the
  /// handler does about it. The server answers with an error, or cuts the response off if it is
  /// committed.
  ///
  /// @param to where the changed content goes; it drops what comes after a failure
  /// @param length of the content: as declared, or all that was written; -1 if it is not known
  @Nullable OutputStream around(OutputStream to, long length) throws IOException;
}
