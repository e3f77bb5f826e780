package weft.internal.epoll;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/// The system calls, each as a method that returns what the call does, or minus the error number.
///
/// Calls that never block are critical: they take arrays of the heap, and the thread stays where
/// the garbage collector waits for it, so each moves at most [#CRITICAL_BYTES_MAX].
final class Libc {

  /// How much one critical call copies at most.
  static final int CRITICAL_BYTES_MAX = 64 << 10;

  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int ECONNABORTED = 103;
  static final int ECONNRESET = 104;
  static final int EADDRINUSE = 98;
  static final int EPIPE = 32;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
  private static final Linker.Option CRITICAL = Linker.Option.critical(true);
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final VarHandle ERRNO_FIELD =
      Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final long STATE_BYTES = Linker.Option.captureStateLayout().byteSize();

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(LONG, INT, ValueLayout.ADDRESS, LONG, INT);

  private static final MethodHandle RECV = handle("recv", TRANSFER, CRITICAL, ERRNO);
  private static final MethodHandle SEND = handle("send", TRANSFER, CRITICAL, ERRNO);

  private static final MethodHandle EPOLL_WAIT =
      handle(
          "epoll_wait", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT, INT), CRITICAL);
  private static final MethodHandle EPOLL_WAIT_BLOCKING =
      handle("epoll_wait", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT, INT));
  private static final MethodHandle EPOLL_CTL =
      handle(
          "epoll_ctl",
          FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS),
          CRITICAL,
          ERRNO);
  private static final MethodHandle EPOLL_CREATE =
      handle("epoll_create1", FunctionDescriptor.of(INT, INT), CRITICAL, ERRNO);
  private static final MethodHandle SOCKET =
      handle("socket", FunctionDescriptor.of(INT, INT, INT, INT), CRITICAL, ERRNO);
  private static final MethodHandle BIND =
      handle("bind", FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, INT), CRITICAL, ERRNO);
  private static final MethodHandle LISTEN =
      handle("listen", FunctionDescriptor.of(INT, INT, INT), CRITICAL, ERRNO);
  private static final MethodHandle ACCEPT =
      handle(
          "accept4",
          FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, INT),
          CRITICAL,
          ERRNO);
  private static final MethodHandle SETSOCKOPT =
      handle(
          "setsockopt",
          FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS, INT),
          CRITICAL,
          ERRNO);
  private static final MethodHandle GETSOCKNAME =
      handle(
          "getsockname",
          FunctionDescriptor.of(INT, INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS),
          CRITICAL,
          ERRNO);
  private static final MethodHandle SHUTDOWN =
      handle("shutdown", FunctionDescriptor.of(INT, INT, INT), CRITICAL, ERRNO);
  private static final MethodHandle CLOSE =
      handle("close", FunctionDescriptor.of(INT, INT), CRITICAL);

  private static final int SEND_FLAGS = 0x4000 | 0x40; // MSG_NOSIGNAL, MSG_DONTWAIT
  private static final int RECV_FLAGS = 0x40; // MSG_DONTWAIT

  private Libc() {}

  @SuppressWarnings("restricted") // this package exists to make these calls
  private static MethodHandle handle(
      String name, FunctionDescriptor type, Linker.Option... options) {
    return LINKER.downcallHandle(SYMBOLS.findOrThrow(name), type, options);
  }

  /// Receives without blocking into `b`. Returns 0 at the end, `-EAGAIN` if nothing is there.
  ///
  /// @param state from [#state()], used by one thread at a time
  static int recv(MemorySegment state, int fd, byte[] b, int off, int len) {
    MemorySegment to = MemorySegment.ofArray(b).asSlice(off, Math.min(len, CRITICAL_BYTES_MAX));
    try {
      long n = (long) RECV.invokeExact(state, fd, to, to.byteSize(), RECV_FLAGS);
      return n >= 0 ? (int) n : -errno(state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Sends without blocking and without SIGPIPE. Returns how many octets the kernel took, or
  /// `-EAGAIN` if it has no room.
  ///
  /// @param state from [#state()], used by one thread at a time
  static int send(MemorySegment state, int fd, byte[] b, int off, int len) {
    MemorySegment from = MemorySegment.ofArray(b).asSlice(off, Math.min(len, CRITICAL_BYTES_MAX));
    try {
      long n = (long) SEND.invokeExact(state, fd, from, from.byteSize(), SEND_FLAGS);
      return n >= 0 ? (int) n : -errno(state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Looks at an epoll instance without waiting; returns how many events it wrote.
  static int epollPoll(int epoll, MemorySegment events, int max) {
    try {
      return (int) EPOLL_WAIT.invokeExact(epoll, events, max, 0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Waits for an event at most `millis` milliseconds, or for ever if that is -1; blocks the
  /// platform thread. `events` is off the heap.
  static int epollWait(int epoll, MemorySegment events, int max, int millis) {
    try {
      return (int) EPOLL_WAIT_BLOCKING.invokeExact(epoll, events, max, millis);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int epollCreate() {
    MemorySegment state = state();
    try {
      return result((int) EPOLL_CREATE.invokeExact(state, 0x80000), state); // EPOLL_CLOEXEC
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int epollControl(int epoll, int operation, int fd, MemorySegment event) {
    MemorySegment state = state();
    try {
      return result((int) EPOLL_CTL.invokeExact(state, epoll, operation, fd, event), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int socket(int family) {
    MemorySegment state = state();
    try {
      // SOCK_STREAM, SOCK_NONBLOCK, SOCK_CLOEXEC
      return result((int) SOCKET.invokeExact(state, family, 1 | 0x800 | 0x80000, 0), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int bind(int fd, byte[] address) {
    MemorySegment state = state();
    try {
      MemorySegment segment = MemorySegment.ofArray(address);
      return result((int) BIND.invokeExact(state, fd, segment, address.length), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int listen(int fd, int backlog) {
    MemorySegment state = state();
    try {
      return result((int) LISTEN.invokeExact(state, fd, backlog), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Accepts without blocking a socket that does not block either, and writes the peer's address.
  static int accept(int fd, byte[] address) {
    MemorySegment state = state();
    MemorySegment length = MemorySegment.ofArray(new int[] {address.length});
    try {
      MemorySegment segment = MemorySegment.ofArray(address);
      // SOCK_NONBLOCK, SOCK_CLOEXEC
      return result((int) ACCEPT.invokeExact(state, fd, segment, length, 0x800 | 0x80000), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int setOption(int fd, int level, int option, int value) {
    MemorySegment state = state();
    MemorySegment segment = MemorySegment.ofArray(new int[] {value});
    try {
      return result((int) SETSOCKOPT.invokeExact(state, fd, level, option, segment, 4), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Writes the address that a socket is bound to.
  static int socketName(int fd, byte[] address) {
    MemorySegment state = state();
    MemorySegment length = MemorySegment.ofArray(new int[] {address.length});
    try {
      MemorySegment segment = MemorySegment.ofArray(address);
      return result((int) GETSOCKNAME.invokeExact(state, fd, segment, length), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Shuts down reading (0), writing (1) or both (2).
  static int shutdown(int fd, int how) {
    MemorySegment state = state();
    try {
      return result((int) SHUTDOWN.invokeExact(state, fd, how), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static void close(int fd) {
    try {
      int _ = (int) CLOSE.invokeExact(fd);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /// Returns room for an error number.
  static MemorySegment state() {
    return MemorySegment.ofArray(new int[(int) (STATE_BYTES + 3) / 4]);
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO_FIELD.get(state, 0L);
  }

  private static int result(int returned, MemorySegment state) {
    return returned < 0 ? -errno(state) : returned;
  }

  private static IllegalStateException unexpected(Throwable e) {
    return new IllegalStateException("a downcall failed", e);
  }
}
