package weft.server;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import weft.internal.net.Clock;

/// Lets a bounded number of handshakes run at a time; as many more wait until their deadline, or
/// until the server stops.
final class HandshakeGate {

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private final int waitingMax;
  private int free;
  private int waiting;
  private boolean closed;

  HandshakeGate(int handshakesMax, Clock clock) {
    this.clock = clock;
    waitingMax = handshakesMax;
    free = handshakesMax;
  }

  /// Blocks until a handshake may run; returns false if too many wait already, the time is over, or
  /// the gate is closed meanwhile. Who got true calls [#leave()].
  boolean enter(long deadlineNanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      return (free > 0 || await(deadlineNanos)) && free-- > 0;
    } finally {
      lock.unlock();
    }
  }

  private boolean await(long deadlineNanos) throws InterruptedException {
    if (closed || waiting == waitingMax) {
      return false;
    }
    Clock.Alarm alarm = clock.schedule(deadlineNanos, this::wakeAll);
    waiting++;
    try {
      while (free == 0 && !closed && clock.nanoTime() < deadlineNanos) {
        changed.await();
      }
      return free > 0;
    } finally {
      waiting--;
      alarm.cancel();
    }
  }

  /// A handshake has ended.
  void leave() {
    lock.lock();
    try {
      free++;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Nobody waits any more; handshakes that run go on.
  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void wakeAll() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
