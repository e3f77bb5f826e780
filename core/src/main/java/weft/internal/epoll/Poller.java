package weft.internal.epoll;

import java.util.concurrent.locks.LockSupport;
import weft.internal.linux.Downcalls;

/// Looks at one epoll instance, on a virtual thread, and wakes those whose sockets have an event.
final class Poller {

  private static final int EVENTS_MAX = 256;

  /// How often nothing is found before the poller parks.
  private static final int EMPTY_LOOKS_MAX = 2;

  private final int index;
  private final Pollers pollers;
  private final Pollers.Sockets sockets;
  private final int epoll;
  private final EpollEvents standInEvents = new EpollEvents(EVENTS_MAX);
  private final Thread thread;
  private boolean armedBefore;
  private volatile boolean resting;
  private volatile boolean hasLooked;

  Poller(int index, Pollers pollers, Pollers.Sockets sockets) {
    this.index = index;
    this.pollers = pollers;
    this.sockets = sockets;
    epoll = Libc.epollCreate();
    if (epoll < 0) {
      throw new IllegalStateException("epoll_create1 failed: " + Downcalls.words(-epoll));
    }
    thread = Thread.ofVirtual().name("weft-poller-" + index).unstarted(this::run);
  }

  int index() {
    return index;
  }

  int epoll() {
    return epoll;
  }

  void start() {
    thread.start();
  }

  /// Wakes this poller, which has an event. Only the platform thread calls this.
  void wake() {
    hasLooked = true; // is about to
    resting = false;
    LockSupport.unpark(thread);
  }

  /// Returns whether this poller waits for [#wake()].
  boolean isResting() {
    return resting;
  }

  /// Looks in place of this poller if it is awake but has not looked since the last call: every
  /// carrier that could run it is held by a thread that computes or is pinned, or it is held itself
  /// by a peer listener. Only the platform thread calls this.
  void standIn() {
    if (!resting && !hasLooked) {
      tell(standInEvents, Libc.epollPoll(epoll, standInEvents.segment(), EVENTS_MAX));
    }
    hasLooked = false;
  }

  /// Tells `socket` of its events from now on, edge-triggered; returns a negative error number if
  /// the kernel refuses.
  int register(EpollSocket socket) {
    if (!sockets.put(socket)) {
      return -Libc.EMFILE;
    }
    int interest =
        EpollEvents.IN | EpollEvents.OUT | EpollEvents.RDHUP | EpollEvents.EDGE_TRIGGERED;
    long data = (long) socket.generation() << 32 | socket.fd();
    EpollEvents event = new EpollEvents(1).set(interest, data);
    return Libc.epollControl(epoll, EpollEvents.ADD, socket.fd(), event.segment());
  }

  @SuppressWarnings("ThreadPriorityCheck") // a poller yields to those it woke, on the same carrier
  private void run() {
    EpollEvents events = new EpollEvents(EVENTS_MAX);
    int emptyLooks = 0;
    while (true) {
      int count = Libc.epollPoll(epoll, events.segment(), EVENTS_MAX);
      if (!hasLooked) {
        hasLooked = true;
      }
      if (count > 0) {
        emptyLooks = 0;
        tell(events, count);
        Thread.yield();
      } else if (++emptyLooks < EMPTY_LOOKS_MAX) {
        Thread.yield();
      } else {
        // An event that came since the last look makes the armed instance readable at once.
        resting = true;
        pollers.arm(this, !armedBefore);
        armedBefore = true;
        LockSupport.park(this);
        emptyLooks = 0;
      }
    }
  }

  private void tell(EpollEvents events, int count) {
    for (int i = 0; i < count; i++) {
      long data = events.data(i);
      EpollSocket socket = sockets.get((int) data);
      if (socket != null && socket.generation() == (int) (data >>> 32)) {
        tell(socket, events.events(i));
      }
    }
  }

  private static void tell(EpollSocket socket, int events) {
    try {
      socket.onEvents(events);
    } catch (Throwable e) {
      // What fails because a peer has left must not keep the other sockets from their events.
      var thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }
}
