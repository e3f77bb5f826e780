package weft;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Tells a handler that its answer is not wanted any more, and why: what `ctx.Done()` is in Go.
///
/// It is cancelled at most once. All methods may be called from any thread.
public sealed class Cancellation permits Cancellation.Source {

  /// Why a request was cancelled.
  public enum Cause {
    /// The peer closed or reset the connection.
    CLIENT_GONE,
    /// The peer closed its sending side, and the server is configured to take that as a disconnect.
    HALF_CLOSED,
    /// The peer reset the stream (HTTP/2).
    STREAM_RESET,
    /// The deadline of the request passed.
    DEADLINE,
    /// The server was told to stop: for a request under way, once the grace period is over; for
    /// [Request#draining()], at once.
    SHUTDOWN,
    /// Writing the response failed.
    WRITE_FAILED,
    /// The handler has returned; whatever it started should end too.
    HANDLER_RETURNED
  }

  /// A callback that can be taken back.
  public interface Registration extends AutoCloseable {
    /// Removes the callback. When this returns, the callback has either run to its end or will
    /// never run; a call from inside the callback itself returns at once. Never blocks longer than
    /// the callback takes.
    @Override
    void close();
  }

  private volatile @Nullable Cause cause;
  private @Nullable Callback first;
  private @Nullable Callback last;

  private Cancellation() {}

  /// Returns whether the request was cancelled.
  public final boolean isCancelled() {
    return cause != null;
  }

  /// Returns why the request was cancelled, or null while it is not.
  public final @Nullable Cause cause() {
    return cause;
  }

  /// Throws if the request was cancelled; for loops that never block.
  ///
  /// @throws CancellationException naming the cause
  public final void throwIfCancelled() {
    Cause why = cause;
    if (why != null) {
      throw new CancellationException("request cancelled: " + why);
    }
  }

  /// Waits until the request is cancelled or `timeout` has passed, and returns whether it was
  /// cancelled. Blocks.
  ///
  /// @throws InterruptedException if the calling thread is interrupted
  public final boolean await(Duration timeout) throws InterruptedException {
    var latch = new CountDownLatch(1);
    try (var _ = onCancel(latch::countDown)) {
      return latch.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
    }
  }

  /// Runs `action` once when the request is cancelled: at once, on this thread, if it already is;
  /// else on the thread that cancels, so it must be short and must not block.
  ///
  /// What `action` throws is dropped.
  public final Registration onCancel(Runnable action) {
    var callback = new Callback(this, action);
    synchronized (this) {
      if (cause == null) {
        append(callback);
        return callback;
      }
    }
    callback.run();
    return callback;
  }

  // Linked, because everybody's event stream has one at the server's signal.
  private void append(Callback callback) {
    callback.linked = true;
    callback.before = last;
    if (last == null) {
      first = callback;
    } else {
      last.next = callback;
    }
    last = callback;
  }

  private synchronized void remove(Callback callback) {
    if (!callback.linked) {
      return;
    }
    callback.linked = false;
    Callback before = callback.before;
    Callback next = callback.next;
    if (before == null) {
      first = next;
    } else {
      before.next = next;
    }
    if (next == null) {
      last = before;
    } else {
      next.before = before;
    }
  }

  private List<Callback> takeAll() {
    var all = new ArrayList<Callback>();
    for (Callback each = first; each != null; each = each.next) {
      each.linked = false;
      all.add(each);
    }
    first = null;
    last = null;
    return all;
  }

  private boolean cancelOnce(Cause why) {
    List<Callback> toRun;
    synchronized (this) {
      if (cause != null) {
        return false;
      }
      cause = why;
      toRun = first == null ? List.of() : takeAll();
    }
    toRun.forEach(Callback::run);
    return true;
  }

  private static final class Callback implements Registration {
    private final Cancellation owner;
    private final Runnable action;
    private final ReentrantLock running = new ReentrantLock();
    private boolean done;

    // Guarded by the owner's monitor.
    private @Nullable Callback before;
    private @Nullable Callback next;
    private boolean linked;

    Callback(Cancellation owner, Runnable action) {
      this.owner = owner;
      this.action = action;
    }

    void run() {
      running.lock();
      try {
        if (!done) {
          done = true;
          action.run();
        }
      } catch (Throwable dropped) {
        // A callback's failure is its own; the other callbacks must still run.
      } finally {
        running.unlock();
      }
    }

    @Override
    public void close() {
      owner.remove(this);
      running.lock();
      try {
        done = true;
      } finally {
        running.unlock();
      }
    }
  }

  /// The side that cancels: what `context.WithCancel` gives in Go.
  public static final class Source extends Cancellation {
    private final @Nullable Registration parent;

    /// Creates a cancellation of its own.
    public Source() {
      parent = null;
    }

    /// Creates a cancellation that is also cancelled, with the same cause, when `parent` is.
    ///
    /// [#detach()] must be called when the work it stands for has ended.
    public Source(Cancellation parent) {
      this.parent = parent.onCancel(() -> cancel(Objects.requireNonNull(parent.cause())));
    }

    /// Cancels with `why` and runs the callbacks on this thread, or does nothing if it was
    /// cancelled before. Returns whether this call was the one that cancelled.
    public boolean cancel(Cause why) {
      return super.cancelOnce(Objects.requireNonNull(why, "why"));
    }

    /// Stops following the parent.
    public void detach() {
      if (parent != null) {
        parent.close();
      }
    }
  }
}
