package weft.internal.net;

import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/// A piece of a test on a virtual thread of its own.
final class Spawned<T> {

  private final FutureTask<T> task;
  private final Thread thread;

  private Spawned(Callable<T> action) {
    task = new FutureTask<>(action);
    thread = Thread.startVirtualThread(task);
  }

  static <T> Spawned<T> spawn(Callable<T> action) {
    return new Spawned<>(action);
  }

  /// Returns once the thread is parked, or has ended.
  Spawned<T> awaitBlocked() {
    while (thread.getState() != Thread.State.WAITING && thread.isAlive()) {
      Thread.onSpinWait();
    }
    return this;
  }

  boolean isDone() {
    return task.isDone();
  }

  void interrupt() {
    thread.interrupt();
  }

  /// Returns what the action returned, or throws what it threw.
  T join() throws Exception {
    thread.join();
    return switch (task.state()) {
      case SUCCESS -> task.resultNow();
      default -> throw thrown();
    };
  }

  private Exception thrown() {
    if (task.exceptionNow() instanceof Exception e) {
      return e;
    }
    throw (Error) task.exceptionNow();
  }
}
