package weft.server;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import weft.internal.net.Clock;

/// What a program wants done when its server stops; run side by side, and waited for.
final class ShutdownHooks {

  private final List<Runnable> hooks;

  ShutdownHooks(List<Runnable> hooks) {
    this.hooks = new CopyOnWriteArrayList<>(hooks);
  }

  void add(Runnable hook) {
    hooks.add(hook);
  }

  /// Starts each hook on a virtual thread of its own.
  Run start(Clock clock) {
    return new Run(List.copyOf(hooks), clock);
  }

  /// Hooks that were started.
  static final class Run {
    private final Clock clock;
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicInteger left;
    private final List<Throwable> failures = new ArrayList<>();

    private Run(List<Runnable> hooks, Clock clock) {
      this.clock = clock;
      left = new AtomicInteger(hooks.size());
      if (hooks.isEmpty()) {
        done.countDown();
      }
      hooks.forEach(hook -> Thread.ofVirtual().name("weft-hook").start(() -> run(hook)));
    }

    private void run(Runnable hook) {
      try {
        hook.run();
      } catch (RuntimeException | Error e) {
        synchronized (failures) {
          failures.add(e);
        }
      } finally {
        if (left.decrementAndGet() == 0) {
          done.countDown();
        }
      }
    }

    /// Blocks until all hooks have ended or `deadlineNanos`; returns what went wrong.
    List<Throwable> await(long deadlineNanos) throws InterruptedException {
      Clock.Alarm alarm = clock.schedule(deadlineNanos, done::countDown);
      done.await();
      alarm.cancel();
      synchronized (failures) {
        var result = new ArrayList<>(failures);
        for (int i = left.get(); i > 0; i--) {
          result.add(new TimeoutException("a shutdown hook did not end within the grace period"));
        }
        return List.copyOf(result);
      }
    }
  }
}
