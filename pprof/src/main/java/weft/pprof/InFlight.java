package weft.pprof;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import weft.AbortException;
import weft.Handler;
import weft.Middleware;
import weft.Request;
import weft.ResponseWriter;
import weft.Status;
import weft.StatusException;

/// The requests whose handlers run, by thread: a middleware that keeps a table, and an event for
/// each request while a profile is taken.
final class InFlight implements Middleware {

  /// A request whose handler runs.
  record Running(Thread thread, Request request, HandlerEvent event, long startNanos) {

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

  private final Map<Thread, Running> running = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> serve(next, w, r);
  }

  private void serve(Handler next, ResponseWriter w, Request r) throws Exception {
    var now = new Running(Thread.currentThread(), r, new HandlerEvent(), System.nanoTime());
    now.event.begin();
    Running outer = running.put(now.thread, now);
    int status = Status.INTERNAL_SERVER_ERROR;
    try {
      next.serve(w, r);
      status = w.status();
    } catch (StatusException e) {
      status = w.isCommitted() ? w.status() : e.status();
      throw e;
    } catch (AbortException e) {
      status = w.status();
      throw e;
    } finally {
      leave(now, outer, status);
    }
  }

  private void leave(Running now, @Nullable Running outer, int status) {
    if (outer == null) {
      running.remove(now.thread);
    } else {
      running.put(now.thread, outer);
    }
    HandlerEvent event = now.event;
    if (event.shouldCommit()) {
      event.method = now.request.method();
      event.route = now.request.pattern();
      event.status = status;
      event.commit();
    }
    if (!listeners.isEmpty()) {
      listeners.forEach(listener -> listener.ended(now, status));
    }
  }

  void attach(Listener listener) {
    listeners.add(listener);
  }

  void detach(Listener listener) {
    listeners.remove(listener);
  }

  /// Returns a view of the requests under way.
  Collection<Running> all() {
    return running.values();
  }

  int count() {
    return running.size();
  }

  /// Returns the requests under way by the id of their threads.
  Map<Long, Running> byThread() {
    var byThread = new HashMap<Long, Running>();
    running.values().forEach(r -> byThread.put(r.thread.threadId(), r));
    return byThread;
  }
}
