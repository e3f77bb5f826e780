package weft.file;

import java.io.IOException;
import java.io.InputStream;

/// Content of a known size that can be read from any position, for [FileServer#serveContent].
@FunctionalInterface
public interface ContentSource {

  /// Opens the content at `position`. Each stream is closed after use.
  ///
  /// @param position from the start of the content, in bytes; at most its size
  /// @throws IOException if the content cannot be read
  InputStream open(long position) throws IOException;

  /// Returns a source of `content`, which must not be changed afterwards.
  static ContentSource of(byte[] content) {
    return new BytesSource(content);
  }
}
