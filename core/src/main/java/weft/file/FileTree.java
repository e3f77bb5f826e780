package weft.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Where a [FileServer] finds its files.
sealed interface FileTree permits DirectoryTree {

  /// Opens what the path names; null if it names nothing that may be served.
  ///
  /// @throws java.nio.file.AccessDeniedException if the system forbids it
  @Nullable Node open(RequestPath path) throws IOException;
}
