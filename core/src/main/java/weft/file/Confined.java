package weft.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A place below a directory, both without links, opened name by name from the directory without
/// following links (`openat`), so that a link put there meanwhile leads nowhere. A file system that
/// cannot do that is asked a second time where the path leads, after the file is open.
///
/// Only regular files are opened: a FIFO would block, a device do anything.
record Confined(Path root, Path place) {

  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private static final int TRIES = 5;

  /// An open file, or what is known of a directory, which is not open.
  record Found(@Nullable FileChannel channel, BasicFileAttributes attributes) {}

  /// Opens one file without following a link.
  private interface Opener {
    FileChannel open() throws IOException;
  }

  /// Returns the file or directory that is there, null for what is neither.
  @Nullable Found open() throws IOException {
    try (DirectoryStream<Path> directory = Files.newDirectoryStream(root)) {
      return directory instanceof SecureDirectoryStream<Path> secure
          ? openBelow(secure, root.relativize(place))
          : openChecked();
    }
  }

  private static @Nullable Found openBelow(SecureDirectoryStream<Path> directory, Path relative)
      throws IOException {
    Path first = relative.getName(0);
    if (relative.getNameCount() == 1) {
      return openIn(directory, first);
    }
    try (var next = directory.newDirectoryStream(first, LinkOption.NOFOLLOW_LINKS)) {
      return openBelow(next, relative.subpath(1, relative.getNameCount()));
    }
  }

  private static @Nullable Found openIn(SecureDirectoryStream<Path> directory, Path name)
      throws IOException {
    var view =
        directory.getFileAttributeView(
            name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    return open(view, () -> (FileChannel) directory.newByteChannel(name, READ));
  }

  private @Nullable Found openChecked() throws IOException {
    var view =
        Files.getFileAttributeView(place, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    Found found = open(view, () -> FileChannel.open(place, READ));
    if (found != null && found.channel != null && !place.equals(place.toRealPath())) {
      found.channel.close();
      return null;
    }
    return found;
  }

  /// Opens the file and describes it. The description is that of the open file: it was the same
  /// before and after.
  private static @Nullable Found open(BasicFileAttributeView view, Opener opener)
      throws IOException {
    BasicFileAttributes before = view.readAttributes();
    for (int i = 0; i < TRIES; i++) {
      if (before.isDirectory()) {
        return new Found(null, before);
      }
      if (!before.isRegularFile()) {
        return null;
      }
      FileChannel channel = opener.open();
      BasicFileAttributes after = view.readAttributes();
      if (isSame(before, after)) {
        return new Found(channel, after);
      }
      channel.close();
      before = after;
    }
    throw new IOException("the file was replaced " + TRIES + " times while it was opened");
  }

  private static boolean isSame(BasicFileAttributes a, BasicFileAttributes b) {
    return a.lastModifiedTime().equals(b.lastModifiedTime())
        && a.size() == b.size()
        && Objects.equals(a.fileKey(), b.fileKey());
  }
}
