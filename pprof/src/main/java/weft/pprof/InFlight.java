package weft.pprof;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import weft.AbortException;
import weft.Handler;
import weft.Middleware;
import weft.Request;
import weft.ResponseWriter;
import weft.Status;
import weft.StatusException;

/// The requests whose handlers run: a middleware that keeps a table of them, so that whoever looks
/// also sees those that have been running for long.
///
/// This is all that a request pays while nobody looks: an entry, no clock, no event. Only while
/// somebody listens, requests have their times, and those that end are told.
final class InFlight implements Middleware {

  /// A request whose handler runs. Equal to nothing but itself.
  static final class Running {
    private static final long UNTIMED = Long.MIN_VALUE;

    private final Thread thread;
    private final Request request;
    private final long startNanos;
    private final @Nullable HandlerEvent event;

    private Running(Request request) {
      thread = Thread.currentThread();
      this.request = request;
      startNanos = UNTIMED;
      event = null;
    }

    Running(Request request, long startNanos) {
      thread = Thread.currentThread();
      this.request = request;
      this.startNanos = startNanos;
      event = HandlerEvent.begun();
    }

    Thread thread() {
      return thread;
    }

    Request request() {
      return request;
    }

    /// Returns when it began; if nobody listened then, `unknown`.
    long startNanos(long unknown) {
      return startNanos == UNTIMED ? unknown : startNanos;
    }

    /// Returns the labels of what its thread does now.
    SortedMap<String, String> labels() {
      return Labels.request(request.method(), request.pattern(), 0);
    }
  }

  /// Is told of each request that ends, on its thread, while it is attached.
  @FunctionalInterface
  interface Listener {
    void ended(Running running, int status);
  }

  private final RunningTable running = new RunningTable();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> serve(next, w, r);
  }

  private void serve(Handler next, ResponseWriter w, Request r) throws Exception {
    var now = listeners.isEmpty() ? new Running(r) : new Running(r, System.nanoTime());
    if (!running.add(now)) { // a mux around this one has added the request
      next.serve(w, r);
      return;
    }
    Throwable failure = null;
    try {
      next.serve(w, r);
    } catch (Throwable e) {
      failure = e;
      throw e;
    } finally {
      running.remove(now);
      if (!listeners.isEmpty()) {
        tell(now, status(w, failure));
      }
    }
  }

  private static int status(ResponseWriter w, @Nullable Throwable failure) {
    return switch (failure) {
      case null -> w.status();
      case AbortException _ -> w.status();
      case StatusException e -> w.isCommitted() ? w.status() : e.status();
      default -> Status.INTERNAL_SERVER_ERROR;
    };
  }

  private void tell(Running ended, int status) {
    if (ended.event != null) {
      ended.event.commit(ended.request, status);
    }
    listeners.forEach(listener -> listener.ended(ended, status));
  }

  void attach(Listener listener) {
    listeners.add(listener);
  }

  void detach(Listener listener) {
    listeners.remove(listener);
  }

  /// Returns the requests under way.
  Collection<Running> all() {
    return running.all();
  }

  int count() {
    return running.all().size();
  }

  /// Returns the requests under way by the id of their threads.
  Map<Long, Running> byThread() {
    var byThread = new HashMap<Long, Running>();
    running.all().forEach(r -> byThread.put(r.thread.threadId(), r));
    return byThread;
  }
}
