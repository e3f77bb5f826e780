package weft.internal.epoll;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import weft.internal.linux.Downcalls;

/// The pollers of this process, one for each carrier of virtual threads, and the platform thread
/// that waits when they have nothing to do.
final class Pollers {

  private static final class Holder {
    static final Pollers INSTANCE = new Pollers(carriers());
  }

  private static final int EVENTS_MAX = 64;

  /// After how many milliseconds without a look of a poller that is awake the platform thread looks
  /// in its place.
  private static final int STALL_MILLIS = 20;

  private final Poller[] pollers;
  private final int epoll;
  private final AtomicInteger next = new AtomicInteger();
  private final Sockets sockets = new Sockets();

  private Pollers(int count) {
    epoll = check("epoll_create1", Libc.epollCreate());
    pollers = new Poller[count];
    for (int i = 0; i < count; i++) {
      pollers[i] = new Poller(i, this, sockets);
    }
    Thread.ofPlatform().daemon().name("weft-epoll").start(this::run);
    for (Poller poller : pollers) {
      poller.start();
    }
  }

  /// Returns the pollers, which start with the first use.
  static Pollers instance() {
    return Holder.INSTANCE;
  }

  private static int carriers() {
    return Integer.getInteger(
        "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
  }

  /// Returns the poller for the next socket.
  Poller next() {
    return pollers[Math.floorMod(next.getAndIncrement(), pollers.length)];
  }

  Sockets sockets() {
    return sockets;
  }

  /// Has the platform thread wake `poller` once its epoll instance has an event.
  void arm(Poller poller, boolean first) {
    EpollEvents event =
        new EpollEvents(1).set(EpollEvents.IN | EpollEvents.ONESHOT, poller.index());
    int operation = first ? EpollEvents.ADD : EpollEvents.MODIFY;
    check("epoll_ctl", Libc.epollControl(epoll, operation, poller.epoll(), event.segment()));
  }

  private void run() {
    var events = new EpollEvents(EVENTS_MAX);
    MemorySegment found = Arena.global().allocate(events.bytes(), Integer.BYTES);
    IntBuffer ints = found.asByteBuffer().order(ByteOrder.nativeOrder()).asIntBuffer();
    long checked = System.nanoTime();
    while (true) {
      int millis = allRest() ? -1 : STALL_MILLIS;
      int count = Libc.epollWait(epoll, found, EVENTS_MAX, millis);
      events.copyFrom(ints, Math.max(0, count));
      for (int i = 0; i < count; i++) {
        pollers[(int) events.data(i)].wake();
      }
      long now = System.nanoTime();
      if (now - checked >= STALL_MILLIS * 1_000_000L) {
        checked = now;
        standIn();
      }
    }
  }

  private boolean allRest() {
    for (Poller poller : pollers) {
      if (!poller.isResting()) {
        return false;
      }
    }
    return true;
  }

  private void standIn() {
    for (Poller poller : pollers) {
      poller.standIn();
    }
  }

  private static int check(String call, int result) {
    if (result < 0) {
      throw new IllegalStateException(call + " failed: " + Downcalls.words(-result));
    }
    return result;
  }

  /// What the events of a socket go to, by its descriptor.
  static final class Sockets {
    private static final int SEGMENT_BITS = 12;
    private static final int SEGMENTS_MAX = 1 << 12;

    /// The first descriptor that has no place: 16 million sockets are more than memory holds.
    private static final int FDS_MAX = SEGMENTS_MAX << SEGMENT_BITS;

    private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable EpollSocket>>
        segments = new AtomicReferenceArray<>(SEGMENTS_MAX);

    /// Returns false if there is no room for such a large descriptor.
    boolean put(EpollSocket socket) {
      if (socket.fd() >= FDS_MAX) {
        return false;
      }
      segment(socket.fd()).set(socket.fd() & mask(), socket);
      return true;
    }

    void remove(int fd) {
      if (fd < FDS_MAX) {
        segment(fd).set(fd & mask(), null);
      }
    }

    @Nullable EpollSocket get(int fd) {
      return segment(fd).get(fd & mask());
    }

    private AtomicReferenceArray<@Nullable EpollSocket> segment(int fd) {
      int index = fd >> SEGMENT_BITS;
      var segment = segments.get(index);
      if (segment == null) {
        segments.compareAndSet(index, null, new AtomicReferenceArray<>(1 << SEGMENT_BITS));
        segment = segments.get(index);
      }
      return Objects.requireNonNull(segment);
    }

    private static int mask() {
      return (1 << SEGMENT_BITS) - 1;
    }
  }

  /// Turns the result of a call into an exception if it failed.
  static int checked(String call, int result) throws IOException {
    if (result < 0) {
      throw new IOException(call + " failed: " + Downcalls.words(-result));
    }
    return result;
  }
}
