package weft.internal.linux;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Opens what is below a directory. The kernel follows links as long as each step stays below
/// (`openat2` with `RESOLVE_BENEATH`), whatever is renamed meanwhile.
///
/// The directory is found anew by its name each time.
public final class Beneath {

  /// What was found.
  public sealed interface Found {}

  /// A regular file, open for reading.
  public record File(LinuxFile file, FileStatus status) implements Found {}

  /// A directory.
  public record Directory() implements Found {}

  /// Nothing.
  public record Missing() implements Found {}

  /// It must be asked in another way: it may not be opened, or is of another kind, or a link leads
  /// out or is absolute, or the kernel is older than 5.6.
  public record Unknown() implements Found {}

  private static final Unknown UNKNOWN = new Unknown();

  private final byte[] root;

  private Beneath(byte[] root) {
    this.root = root;
  }

  /// Returns what opens files below `root`; null if that does not work here.
  public static @Nullable Beneath of(Path root) {
    boolean works =
        root.getFileSystem().equals(FileSystems.getDefault()) && NativeAccess.isGranted();
    return works ? new Beneath(FileNames.encode(root.toAbsolutePath())) : null;
  }

  /// Returns the file that was opened as `name`.
  public KnownFile known(byte[] name, File file) {
    byte[] path = Arrays.copyOf(root, root.length + name.length);
    path[root.length - 1] = '/'; // instead of the zero
    System.arraycopy(name, 0, path, root.length, name.length);
    return new KnownFile(path, file.status);
  }

  /// Opens what `name` leads to. What is neither a regular file nor a directory is not touched.
  ///
  /// @param name relative, in octets, with a zero at its end
  public Found open(byte[] name) {
    int directory = FileCalls.open(root, FileCalls.PLACE);
    if (directory < 0) {
      return UNKNOWN;
    }
    try {
      return open(directory, name);
    } finally {
      FileCalls.close(directory);
    }
  }

  private static Found open(int directory, byte[] name) {
    FileStatus seen = FileStatus.at(directory, name);
    return switch (seen == null ? FileStatus.Kind.OTHER : seen.kind()) {
      case REGULAR -> openFile(directory, name);
      case DIRECTORY -> openDirectory(directory, name);
      case MISSING -> new Missing();
      case OTHER -> UNKNOWN;
    };
  }

  private static Found openFile(int directory, byte[] name) {
    int fd = FileCalls.openBeneath(directory, name, FileCalls.READ);
    FileStatus status = fd < 0 ? null : FileStatus.of(fd);
    if (status != null && status.kind() == FileStatus.Kind.REGULAR) {
      return new File(new LinuxFile(fd), status);
    }
    close(fd);
    return UNKNOWN;
  }

  private static Found openDirectory(int directory, byte[] name) {
    int fd = FileCalls.openBeneath(directory, name, FileCalls.PLACE);
    FileStatus status = fd < 0 ? null : FileStatus.of(fd);
    close(fd);
    boolean still = status != null && status.kind() == FileStatus.Kind.DIRECTORY;
    return still ? new Directory() : UNKNOWN;
  }

  private static void close(int fd) {
    if (fd >= 0) {
      FileCalls.close(fd);
    }
  }
}
