package weft.internal.epoll;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import weft.internal.linux.Downcalls;

/// The system calls, each as a method that returns what the call does, or minus the error number.
///
/// Calls that never block are critical: they take arrays of the heap, and the thread stays where
/// the garbage collector waits for it, so each moves at most [#CRITICAL_BYTES_MAX].
final class Libc {

  /// How much one critical call copies at most.
  static final int CRITICAL_BYTES_MAX = 64 << 10;

  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EINVAL = 22;
  static final int EMFILE = 24;
  static final int ENOSPC = 28;
  static final int ENOSYS = 38;
  static final int ECONNABORTED = 103;
  static final int ECONNRESET = 104;
  static final int EPIPE = 32;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  // To link a call of a new shape costs milliseconds of the start, so one shape must do. A call may
  // be given more arguments than it takes, and an integer as an address: by the calling conventions
  // of both processors each is in a register, which it leaves alone, or of which it reads the low
  // half. None returns more than an int holds.

  private static final FunctionDescriptor SHAPE =
      FunctionDescriptor.of(
          INT, INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.ADDRESS, INT);

  private static final MethodHandle CALL =
      Downcalls.link(SHAPE, Linker.Option.critical(true), Downcalls.ERRNO);

  private static final MemorySegment RECV = Downcalls.symbol("recv");
  private static final MemorySegment SEND = Downcalls.symbol("send");
  private static final MemorySegment EPOLL_WAIT = Downcalls.symbol("epoll_wait");
  private static final MemorySegment EPOLL_CTL = Downcalls.symbol("epoll_ctl");
  private static final MemorySegment EPOLL_CREATE = Downcalls.symbol("epoll_create1");
  private static final MemorySegment SOCKET = Downcalls.symbol("socket");
  private static final MemorySegment BIND = Downcalls.symbol("bind");
  private static final MemorySegment LISTEN = Downcalls.symbol("listen");
  private static final MemorySegment ACCEPT = Downcalls.symbol("accept4");
  private static final MemorySegment SETSOCKOPT = Downcalls.symbol("setsockopt");
  private static final MemorySegment GETSOCKNAME = Downcalls.symbol("getsockname");
  private static final MemorySegment SHUTDOWN = Downcalls.symbol("shutdown");
  private static final MemorySegment CLOSE = Downcalls.symbol("close");

  private static final int SEND_FLAGS = 0x4000 | 0x40; // MSG_NOSIGNAL, MSG_DONTWAIT
  private static final int MSG_MORE = 0x8000;
  private static final int RECV_FLAGS = 0x40; // MSG_DONTWAIT

  private static final MemorySegment NONE = MemorySegment.NULL;

  /// Linked by the one thread that waits, while the server starts.
  private static final class Waiting {
    static final MethodHandle CALL = Downcalls.link(SHAPE, Downcalls.ERRNO);
    static final MemorySegment STATE = Arena.global().allocate(Downcalls.STATE_LAYOUT);
  }

  private Libc() {}

  private static int call(
      MemorySegment function,
      int first,
      MemorySegment second,
      MemorySegment third,
      MemorySegment fourth,
      int fifth) {
    int[] error = new int[1];
    MemorySegment state = MemorySegment.ofArray(error);
    try {
      int result = (int) CALL.invokeExact(function, state, first, second, third, fourth, fifth);
      return result < 0 ? -error[0] : result;
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  /// Calls what takes three integers at most.
  private static int call(MemorySegment function, int first, int second, int third) {
    return call(function, first, integer(second), integer(third), NONE, 0);
  }

  private static MemorySegment integer(int value) {
    return MemorySegment.ofAddress(value);
  }

  private static MemorySegment oneInt(int value) {
    return MemorySegment.ofArray(new int[] {value});
  }

  /// Receives without blocking into `b`. Returns 0 at the end, `-EAGAIN` if nothing is there.
  static int recv(int fd, byte[] b, int off, int len) {
    int bytes = Math.min(len, CRITICAL_BYTES_MAX);
    MemorySegment to = MemorySegment.ofArray(b).asSlice(off, bytes);
    return call(RECV, fd, to, integer(bytes), integer(RECV_FLAGS), 0);
  }

  /// Sends without blocking and without SIGPIPE. Returns how many octets the kernel took, or
  /// `-EAGAIN` if it has no room.
  ///
  /// @param more whether further octets follow at once, for which the kernel then keeps a packet
  ///   that is not full
  static int send(int fd, byte[] b, int off, int len, boolean more) {
    int bytes = Math.min(len, CRITICAL_BYTES_MAX);
    MemorySegment from = MemorySegment.ofArray(b).asSlice(off, bytes);
    int flags = more || bytes < len ? SEND_FLAGS | MSG_MORE : SEND_FLAGS;
    return call(SEND, fd, from, integer(bytes), integer(flags), 0);
  }

  /// Looks at an epoll instance without waiting; returns how many events it wrote.
  static int epollPoll(int epoll, MemorySegment events, int max) {
    return call(EPOLL_WAIT, epoll, events, integer(max), NONE, 0);
  }

  /// Waits for an event at most `millis` milliseconds, or for ever if that is -1; blocks the
  /// platform thread. `events` is off the heap.
  static int epollWait(int epoll, MemorySegment events, int max, int millis) {
    try {
      MemorySegment most = integer(max);
      MemorySegment time = integer(millis);
      int result =
          (int) Waiting.CALL.invokeExact(EPOLL_WAIT, Waiting.STATE, epoll, events, most, time, 0);
      return result < 0 ? -Downcalls.errno(Waiting.STATE) : result;
    } catch (Throwable e) {
      throw Downcalls.unexpected(e);
    }
  }

  static int epollCreate() {
    return call(EPOLL_CREATE, 0x80000, 0, 0); // EPOLL_CLOEXEC
  }

  static int epollControl(int epoll, int operation, int fd, MemorySegment event) {
    return call(EPOLL_CTL, epoll, integer(operation), integer(fd), event, 0);
  }

  static int socket(int family) {
    return call(SOCKET, family, 1 | 0x800 | 0x80000, 0); // SOCK_STREAM, SOCK_NONBLOCK, SOCK_CLOEXEC
  }

  static int bind(int fd, byte[] address) {
    return call(BIND, fd, MemorySegment.ofArray(address), integer(address.length), NONE, 0);
  }

  static int listen(int fd, int backlog) {
    return call(LISTEN, fd, backlog, 0);
  }

  /// Accepts without blocking a socket that does not block either, and writes the peer's address.
  static int accept(int fd, byte[] address) {
    MemorySegment to = MemorySegment.ofArray(address);
    MemorySegment flags = integer(0x800 | 0x80000); // SOCK_NONBLOCK, SOCK_CLOEXEC
    return call(ACCEPT, fd, to, oneInt(address.length), flags, 0);
  }

  static int setOption(int fd, int level, int option, int value) {
    return call(SETSOCKOPT, fd, integer(level), integer(option), oneInt(value), 4);
  }

  /// Writes the address that a socket is bound to.
  static int socketName(int fd, byte[] address) {
    MemorySegment to = MemorySegment.ofArray(address);
    return call(GETSOCKNAME, fd, to, oneInt(address.length), NONE, 0);
  }

  /// Shuts down reading (0), writing (1) or both (2).
  static int shutdown(int fd, int how) {
    return call(SHUTDOWN, fd, how, 0);
  }

  static void close(int fd) {
    int _ = call(CLOSE, fd, 0, 0);
  }
}
