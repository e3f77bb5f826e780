package weft.internal.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What files look like from outside: two that are equal are taken for the same content.
///
/// Links are followed, so a link that is moved to another file is a change.
public final class FileStamps {

  /// @param key what the file system knows the file by, or null if it says nothing
  private record Stamp(FileTime modified, long size, @Nullable Object key) {
    static final Stamp MISSING = new Stamp(FileTime.fromMillis(0), -1, null);
  }

  private final Map<Path, Stamp> stamps = new HashMap<>();

  private FileStamps() {}

  /// Looks at `files`; blocks.
  public static FileStamps of(List<Path> files) {
    var all = new FileStamps();
    files.forEach(file -> all.stamps.put(file, stamp(file)));
    return all;
  }

  private static Stamp stamp(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    } catch (IOException e) {
      return Stamp.MISSING;
    }
  }

  /// Returns whether nothing has changed between the two.
  public boolean isSame(FileStamps other) {
    return stamps.equals(other.stamps);
  }
}
