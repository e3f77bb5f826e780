package weft.server;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import weft.Alarms;
import weft.Cancellation;
import weft.Request;
import weft.internal.exchange.Timeouts;
import weft.internal.net.Clock;
import weft.internal.net.Sweeper;

/// The connections that a server has, and whether it keeps them.
final class Connections {

  private final Set<ServerConnection> open = ConcurrentHashMap.newKeySet();
  private final Semaphore permits;
  private final Sweeper sweeper;
  private final Clock clock;

  /// Guards nothing but the wait for the last connection to end.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();

  private final Cancellation.Source draining = new Cancellation.Source();
  private final Alarms alarms;
  private volatile boolean keepAlives = true;
  private volatile boolean stopping;

  Connections(int max, Sweeper sweeper, Clock clock) {
    this.permits = new Semaphore(max);
    this.sweeper = sweeper;
    this.clock = clock;
    alarms =
        (time, action) -> clock.schedule(Timeouts.after(clock.nanoTime(), time), action)::cancel;
  }

  /// Returns how many connections may be added and are not.
  Semaphore permits() {
    return permits;
  }

  int count() {
    return open.size();
  }

  Iterable<ServerConnection> all() {
    return open;
  }

  /// Adds a connection, for which a permit was taken.
  void add(ServerConnection connection) {
    open.add(connection);
    sweeper.add(connection);
  }

  void remove(ServerConnection connection, boolean stillSwept) {
    if (open.remove(connection)) {
      permits.release();
      if (!stillSwept) {
        sweepNoMore(connection);
      }
      if (stopping) {
        signal();
      }
    }
  }

  void sweepNoMore(ServerConnection connection) {
    sweeper.remove(connection);
  }

  boolean keepAlive() {
    return keepAlives && !stopping;
  }

  boolean isStopping() {
    return stopping;
  }

  void equip(Request.Builder request) {
    request.draining(draining).alarms(alarms);
  }

  /// Tells the requests under way that the server stops; runs what they want done then.
  void tellRequests() {
    draining.cancel(Cancellation.Cause.SHUTDOWN);
  }

  void keepAlives(boolean on) {
    keepAlives = on;
    if (!on) {
      drain();
    }
  }

  void stop() {
    stopping = true;
  }

  void drain() {
    open.forEach(ServerConnection::drain);
  }

  /// Returns how many connections have a request under way.
  int underWay() {
    return (int) open.stream().filter(ServerConnection::isBusy).count();
  }

  /// Cancels the requests under way and returns how many there were.
  int cancelAll() {
    return (int) open.stream().filter(ServerConnection::cancel).count();
  }

  /// Blocks until there is no connection, or until `deadlineNanos`; returns whether there is none.
  boolean awaitNone(long deadlineNanos) throws InterruptedException {
    Clock.Alarm alarm = clock.schedule(deadlineNanos, this::signal);
    lock.lockInterruptibly();
    try {
      while (!open.isEmpty() && clock.nanoTime() < deadlineNanos) {
        changed.await();
      }
      return open.isEmpty();
    } finally {
      lock.unlock();
      alarm.cancel();
    }
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
