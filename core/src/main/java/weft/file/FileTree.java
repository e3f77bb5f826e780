package weft.file;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a [FileServer] finds its files.
sealed interface FileTree permits DirectoryTree, ZipTree, ResourceTree {

  /// Opens what the path names; null if it names nothing that may be served.
  ///
  /// @throws java.nio.file.AccessDeniedException if the system forbids it
  @Nullable Node open(RequestPath path) throws IOException;

  /// Returns what a folder has, in no order, [Listing#ENTRIES_MAX] entries at most; null if that
  /// cannot be told.
  @Nullable List<Entry> list(RequestPath folder) throws IOException;
}
