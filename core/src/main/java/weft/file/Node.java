package weft.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// What a path of a [FileTree] names.
sealed interface Node extends AutoCloseable {

  @Override
  void close() throws IOException;

  /// A folder.
  record Folder() implements Node {
    @Override
    public void close() {}
  }

  /// A file, open until it is closed.
  ///
  /// @param modified null if that is not known
  /// @param content may end before `size` if the file shrinks meanwhile
  record Document(
      @Nullable LastModified modified,
      long size,
      EntityTag tag,
      ContentSource content,
      AutoCloseable resource)
      implements Node {
    @Override
    public void close() throws IOException {
      try {
        resource.close();
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }
  }
}
