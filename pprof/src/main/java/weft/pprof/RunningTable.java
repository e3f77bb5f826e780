package weft.pprof;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import weft.pprof.InFlight.Running;

/// The requests whose handlers run, at most one for each thread.
///
/// It is written twice for each request, whether or not anybody ever reads it. So each thread has a
/// slot, to which it writes without a look at the others; only threads that find another one in
/// theirs share a map.
final class RunningTable {

  private static final int SLOTS_BITS = 12;

  /// Threads that start one after the other have slots that are not in the same line of a cache.
  private static final int APART_BITS = 4;

  private final AtomicReferenceArray<@Nullable Running> slots =
      new AtomicReferenceArray<>(1 << SLOTS_BITS);
  private final Map<Thread, Running> others = new ConcurrentHashMap<>();

  /// Adds a request, if its thread has none; returns whether it did.
  boolean add(Running running) {
    if (!others.isEmpty() && others.containsKey(running.thread())) {
      return false;
    }
    Running present = slots.compareAndExchange(slot(running), null, running);
    if (present == null) {
      return true;
    }
    return !present.thread().equals(running.thread())
        && others.put(running.thread(), running) == null;
  }

  /// Removes a request that its thread has added.
  void remove(Running running) {
    int slot = slot(running);
    if (running.equals(slots.getPlain(slot))) {
      slots.setRelease(slot, null);
    } else {
      others.remove(running.thread());
    }
  }

  /// Returns the requests there are.
  Collection<Running> all() {
    var all = new ArrayList<>(others.values());
    for (int i = 0; i < slots.length(); i++) {
      Running running = slots.get(i);
      if (running != null) {
        all.add(running);
      }
    }
    return all;
  }

  private static int slot(Running running) {
    long id = running.thread().threadId();
    int mask = (1 << SLOTS_BITS) - 1;
    return (int) ((id << APART_BITS | id >>> (SLOTS_BITS - APART_BITS)) & mask);
  }
}
