package weft.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What the kernel knows of a file. If it is equal to an older one, the file is the same and has
/// the same content, but for what was written within one tick of the file system's clock.
///
/// @param device on which it is, with the number `inode`
/// @param size in bytes
/// @param changed when it was last written to, or its name or rights changed: the kernel alone sets
///   it
public record FileStatus(
    Kind kind, long device, long inode, long size, Instant modified, Instant changed) {

  /// What kind of thing it is.
  public enum Kind {
    REGULAR,
    DIRECTORY,
    OTHER,
    MISSING
  }

  // struct statx; a time is 8 octets of seconds and 4 of nanoseconds
  private static final int BYTES = 256;
  private static final int MODE = 28;
  private static final int INODE = 32;
  private static final int SIZE = 40;
  private static final int CHANGED = 96;
  private static final int MODIFIED = 112;
  private static final int DEVICE = 136;

  /// What of it is asked for: STATX_TYPE, STATX_MTIME, STATX_CTIME, STATX_INO, STATX_SIZE.
  static final int MASK = 0x1 | 0x40 | 0x80 | 0x100 | 0x200;

  private static final FileStatus MISSING =
      new FileStatus(Kind.MISSING, 0, 0, 0, Instant.EPOCH, Instant.EPOCH);
  private static final byte[] ITSELF = {0};

  /// Returns the status of an open file; null if it cannot be told.
  static @Nullable FileStatus of(int fd) {
    return at(fd, ITSELF);
  }

  /// Returns the status of what a path leads to from a directory; null if that cannot be told.
  static @Nullable FileStatus at(int directory, byte[] name) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment status = allocate(arena);
      return switch (FileCalls.status(arena, directory, name, status)) {
        case 0 -> read(status);
        case -FileCalls.ENOENT, -FileCalls.ENOTDIR -> MISSING;
        default -> null;
      };
    }
  }

  /// Returns memory for what the kernel tells.
  static MemorySegment allocate(SegmentAllocator memory) {
    return memory.allocate(BYTES, Long.BYTES);
  }

  /// Returns whether what the kernel told is this.
  boolean isIn(MemorySegment told) {
    return inode == told.get(ValueLayout.JAVA_LONG, INODE)
        && size == told.get(ValueLayout.JAVA_LONG, SIZE)
        && device == told.get(ValueLayout.JAVA_LONG, DEVICE)
        && kind == kind(told)
        && isTime(modified, told, MODIFIED)
        && isTime(changed, told, CHANGED);
  }

  private static boolean isTime(Instant time, MemorySegment told, int at) {
    return time.getEpochSecond() == told.get(ValueLayout.JAVA_LONG, at)
        && time.getNano() == told.get(ValueLayout.JAVA_INT, at + Long.BYTES);
  }

  private static Kind kind(MemorySegment told) {
    return switch (told.get(ValueLayout.JAVA_SHORT, MODE) & 0xf000) {
      case 0x8000 -> Kind.REGULAR;
      case 0x4000 -> Kind.DIRECTORY;
      default -> Kind.OTHER;
    };
  }

  private static FileStatus read(MemorySegment status) {
    return new FileStatus(
        kind(status),
        status.get(ValueLayout.JAVA_LONG, DEVICE),
        status.get(ValueLayout.JAVA_LONG, INODE),
        status.get(ValueLayout.JAVA_LONG, SIZE),
        time(status, MODIFIED),
        time(status, CHANGED));
  }

  private static Instant time(MemorySegment status, int at) {
    long seconds = status.get(ValueLayout.JAVA_LONG, at);
    return Instant.ofEpochSecond(seconds, status.get(ValueLayout.JAVA_INT, at + Long.BYTES));
  }
}
