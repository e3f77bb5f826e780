package weft.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The system calls on files, each as a method that returns what the call does, or minus the error
/// number. None of them is critical, because all of them may wait for a disk.
final class FileCalls {

  static final int ENOENT = 2;
  static final int ENOTDIR = 20;

  /// Opens for reading, without waiting for the writer of a pipe.
  static final int READ = 0x800 | 0x80000 | 0x100; // O_RDONLY, O_NONBLOCK, O_CLOEXEC, O_NOCTTY

  /// Opens the place in the tree alone, without touching what is there.
  static final int PLACE = 0x200000 | 0x80000; // O_PATH, O_CLOEXEC

  private static final int SEEK_END = 2;

  /// How much of a file one call sends at most: a peer that reads as fast as the kernel copies must
  /// not hold the carrier for longer than some 0.3 ms.
  private static final long SEND_BYTES_MAX = 1 << 20;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout ADDRESS = ValueLayout.ADDRESS;

  private static final MethodHandle OPEN =
      Downcalls.handle(
          "open",
          FunctionDescriptor.of(INT, ADDRESS, INT),
          Downcalls.ERRNO,
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle LSEEK =
      Downcalls.handle("lseek", FunctionDescriptor.of(LONG, INT, LONG, INT), Downcalls.ERRNO);
  private static final MethodHandle PREAD =
      Downcalls.handle(
          "pread", FunctionDescriptor.of(LONG, INT, ADDRESS, LONG, LONG), Downcalls.ERRNO);
  private static final MethodHandle SENDFILE =
      Downcalls.handle(
          "sendfile", FunctionDescriptor.of(LONG, INT, INT, ADDRESS, LONG), Downcalls.ERRNO);
  private static final MethodHandle CLOSE =
      Downcalls.handle("close", FunctionDescriptor.of(INT, INT), Downcalls.ERRNO);

  // For calls that not every C library has; numbers and addresses are six words.
  private static final MethodHandle SYSCALL =
      Downcalls.handle(
          "syscall",
          FunctionDescriptor.of(LONG, LONG, LONG, LONG, LONG, LONG, LONG),
          Downcalls.ERRNO,
          Linker.Option.firstVariadicArg(1));

  private static final long OPENAT2 = 437;
  private static final long STATX = System.getProperty("os.arch").equals("amd64") ? 332 : 291;

  // struct open_how { __u64 flags, mode, resolve; }
  private static final long RESOLVE = 0x08 | 0x02; // RESOLVE_BENEATH, RESOLVE_NO_MAGICLINKS

  private static final int EMPTY_PATH = 0x1000; // AT_EMPTY_PATH

  /// Instead of a directory: that of the process.
  static final int HERE = -100; // AT_FDCWD

  /// The longest path that the kernel takes, with the zero at its end: PATH_MAX.
  static final int PATH_BYTES_MAX = 4096;

  private FileCalls() {}

  /// Opens a file.
  ///
  /// @param name ends with a zero
  /// @param flags [#READ] or [#PLACE]
  static int open(byte[] name, int flags) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Downcalls.STATE_LAYOUT);
      MemorySegment path = arena.allocateFrom(ValueLayout.JAVA_BYTE, name);
      int fd = (int) OPEN.invokeExact(state, path, flags);
      return fd < 0 ? -Downcalls.errno(state) : fd;
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /// Opens what a path leads to from a directory, if each step of it stays below.
  ///
  /// @param name relative, ends with a zero
  static int openBeneath(int directory, byte[] name, int flags) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(ValueLayout.JAVA_BYTE, name);
      MemorySegment how = arena.allocateFrom(LONG, flags, 0, RESOLVE);
      return (int)
          call(arena, OPENAT2, directory, path.address(), how.address(), how.byteSize(), 0);
    }
  }

  /// Looks at what a path leads to from a directory, or at `directory` itself if it is empty, and
  /// writes it to `status`, which is of `memory`.
  static int status(SegmentAllocator memory, int directory, byte[] name, MemorySegment status) {
    MemorySegment path = memory.allocateFrom(ValueLayout.JAVA_BYTE, name);
    int flags = name.length == 1 ? EMPTY_PATH : 0;
    return (int)
        call(memory, STATX, directory, path.address(), flags, FileStatus.MASK, status.address());
  }

  private static long call(
      SegmentAllocator memory, long number, long a, long b, long c, long d, long e) {
    MemorySegment state = memory.allocate(Downcalls.STATE_LAYOUT);
    try {
      return result((long) SYSCALL.invokeExact(state, number, a, b, c, d, e), state);
    } catch (Throwable t) {
      throw Downcalls.unexpected(t);
    }
  }

  static void close(int fd) {
    try (var arena = Arena.ofConfined()) {
      int _ = (int) CLOSE.invokeExact(arena.allocate(Downcalls.STATE_LAYOUT), fd);
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /// Returns where the file ends.
  static long end(int fd) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Downcalls.STATE_LAYOUT);
      return result((long) LSEEK.invokeExact(state, fd, 0L, SEEK_END), state);
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /// Reads from a position of the file into `to`, which is off the heap.
  static long read(int fd, MemorySegment to, long position) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Downcalls.STATE_LAYOUT);
      return result((long) PREAD.invokeExact(state, fd, to, to.byteSize(), position), state);
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /// Sends from a position of the file. Returns how many octets the kernel took, 0 at the file's
  /// end, or `-EAGAIN` if it has no room.
  static long send(int socket, int fd, long position, long count) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Downcalls.STATE_LAYOUT);
      MemorySegment offset = arena.allocateFrom(LONG, position);
      long bytes = Math.min(count, SEND_BYTES_MAX);
      return result((long) SENDFILE.invokeExact(state, socket, fd, offset, bytes), state);
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  private static long result(long returned, MemorySegment state) {
    return returned < 0 ? -Downcalls.errno(state) : returned;
  }
}
