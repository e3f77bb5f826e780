package weft.internal.epoll;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// The system calls on files, as those of [Libc]; but none of them is critical, because all of them
/// may wait for a disk: they take no arrays of the heap, and the garbage collector does not wait.
final class FileCalls {

  private static final int OPEN_FLAGS = 0x800 | 0x80000; // O_RDONLY, O_NONBLOCK, O_CLOEXEC
  private static final int SEEK_END = 2;

  /// How much of a file one call sends at most; the kernel's own bound is a little lower.
  private static final long SEND_BYTES_MAX = 1L << 31;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout ADDRESS = ValueLayout.ADDRESS;

  private static final MethodHandle OPEN =
      Libc.handle(
          "open",
          FunctionDescriptor.of(INT, ADDRESS, INT),
          Libc.ERRNO,
          Linker.Option.firstVariadicArg(2));
  private static final MethodHandle LSEEK =
      Libc.handle("lseek", FunctionDescriptor.of(LONG, INT, LONG, INT), Libc.ERRNO);
  private static final MethodHandle PREAD =
      Libc.handle("pread", FunctionDescriptor.of(LONG, INT, ADDRESS, LONG, LONG), Libc.ERRNO);
  private static final MethodHandle SENDFILE =
      Libc.handle("sendfile", FunctionDescriptor.of(LONG, INT, INT, ADDRESS, LONG), Libc.ERRNO);

  private FileCalls() {}

  /// Opens a file for reading; does not wait for the writer of a pipe.
  ///
  /// @param name ends with a zero
  static int open(byte[] name) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Libc.STATE_LAYOUT);
      MemorySegment path = arena.allocateFrom(ValueLayout.JAVA_BYTE, name);
      int fd = (int) OPEN.invokeExact(state, path, OPEN_FLAGS);
      return fd < 0 ? -Libc.errno(state) : fd;
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /// Returns where the file ends.
  static long end(int fd) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Libc.STATE_LAYOUT);
      return result((long) LSEEK.invokeExact(state, fd, 0L, SEEK_END), state);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /// Reads from a position of the file into `to`, which is off the heap.
  static long read(int fd, MemorySegment to, long position) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Libc.STATE_LAYOUT);
      return result((long) PREAD.invokeExact(state, fd, to, to.byteSize(), position), state);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  /// Sends from a position of the file. Returns how many octets the kernel took, 0 at the file's
  /// end, or `-EAGAIN` if it has no room.
  static long send(int socket, int fd, long position, long count) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Libc.STATE_LAYOUT);
      MemorySegment offset = arena.allocateFrom(LONG, position);
      long bytes = Math.min(count, SEND_BYTES_MAX);
      return result((long) SENDFILE.invokeExact(state, socket, fd, offset, bytes), state);
    } catch (Throwable e) {
      throw Libc.unexpected(e);
    }
  }

  private static long result(long returned, MemorySegment state) {
    return returned < 0 ? -Libc.errno(state) : returned;
  }
}
