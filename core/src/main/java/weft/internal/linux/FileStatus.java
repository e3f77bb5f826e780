package weft.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the kernel knows of a file.
///
/// @param size in bytes
public record FileStatus(Kind kind, long size, Instant modified) {

  /// What kind of thing it is.
  public enum Kind {
    REGULAR,
    DIRECTORY,
    OTHER,
    MISSING
  }

  // struct statx: stx_mode at 28, stx_size at 40, stx_mtime at 112 (seconds, then nanoseconds)
  private static final int BYTES = 256;
  private static final int MODE = 28;
  private static final int SIZE = 40;
  private static final int SECONDS = 112;
  private static final int NANOS = 120;

  /// What of it is asked for: STATX_TYPE, STATX_MTIME, STATX_SIZE.
  static final int MASK = 0x1 | 0x40 | 0x200;

  private static final FileStatus MISSING = new FileStatus(Kind.MISSING, 0, Instant.EPOCH);
  private static final byte[] ITSELF = {0};

  /// Returns the status of an open file; null if it cannot be told.
  static @Nullable FileStatus of(int fd) {
    return at(fd, ITSELF);
  }

  /// Returns the status of what a path leads to from a directory; null if that cannot be told.
  static @Nullable FileStatus at(int directory, byte[] name) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(BYTES, Long.BYTES);
      return switch (FileCalls.status(directory, name, status)) {
        case 0 -> read(status);
        case -FileCalls.ENOENT, -FileCalls.ENOTDIR -> MISSING;
        default -> null;
      };
    }
  }

  private static FileStatus read(MemorySegment status) {
    Kind kind =
        switch (status.get(ValueLayout.JAVA_SHORT, MODE) & 0xf000) {
          case 0x8000 -> Kind.REGULAR;
          case 0x4000 -> Kind.DIRECTORY;
          default -> Kind.OTHER;
        };
    long seconds = status.get(ValueLayout.JAVA_LONG, SECONDS);
    int nanos = status.get(ValueLayout.JAVA_INT, NANOS);
    long size = status.get(ValueLayout.JAVA_LONG, SIZE);
    return new FileStatus(kind, size, Instant.ofEpochSecond(seconds, nanos));
  }
}
