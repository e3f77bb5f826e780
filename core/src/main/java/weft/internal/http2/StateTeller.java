package weft.internal.http2;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.ConnState;
import weft.internal.exchange.ConnectionObserver;

/// Tells the observer which state a connection is in, in the right order although it is the threads
/// of many streams that change it, and without the lock that they change it under.
///
/// One thread tells at a time; it goes on until what it told last is still so.
final class StateTeller {

  private final ConnectionObserver observer;
  private final ReentrantLock lock;
  private ConnState state;
  private ConnState told;
  private boolean telling;

  /// @param told what the observer knows already
  StateTeller(ConnectionObserver observer, ConnState told, ReentrantLock lock) {
    this.observer = observer;
    this.state = told;
    this.told = told;
    this.lock = lock;
  }

  /// Changes the state; needs the lock.
  void set(ConnState next) {
    if (state != ConnState.CLOSED) {
      state = next;
    }
  }

  /// Changes the state and tells it; without the lock.
  void tell(ConnState next) {
    lock.lock();
    try {
      set(next);
    } finally {
      lock.unlock();
    }
    tell();
  }

  /// Tells the state if it is another than was told last; without the lock.
  void tell() {
    ConnState next = begin();
    while (next != null) {
      observer.state(next);
      next = goOn();
    }
  }

  private @Nullable ConnState begin() {
    lock.lock();
    try {
      return telling ? null : next();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable ConnState goOn() {
    lock.lock();
    try {
      return next();
    } finally {
      lock.unlock();
    }
  }

  private @Nullable ConnState next() {
    telling = state != told;
    told = state;
    return telling ? state : null;
  }
}
