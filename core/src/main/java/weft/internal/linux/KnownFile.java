package weft.internal.linux;

import java.lang.foreign.MemorySegment;

/// A file that was looked at, to ask whether its name still leads to it, unchanged.
public final class KnownFile {

  private final byte[] path;
  private final FileStatus status;

  /// @param path in octets, with a zero at its end
  KnownFile(byte[] path, FileStatus status) {
    this.path = path;
    this.status = status;
  }

  /// Returns whether its path leads to the same file, of the status that it had, be it below the
  /// directory or not. One system call.
  public boolean isUnchanged() {
    if (path.length > FileCalls.PATH_BYTES_MAX) {
      return false;
    }
    try (var memory = CallMemory.take()) {
      MemorySegment seen = FileStatus.allocate(memory);
      return FileCalls.status(memory, FileCalls.HERE, path, seen) == 0 && status.isIn(seen);
    }
  }
}
