package weft.pprof;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import weft.Request;

/// `goroutine` and `threadcreate`: the threads, grouped by stack and by what they do it for.
final class ThreadProfile implements ProfileSource.Snapshot {

  private static final List<Frame> NO_STACK = List.of(Frame.named("[no Java stack]"));

  private final String kind;
  private final InFlight inFlight;
  private final Predicate<ThreadDump.Entry> counted;

  private ThreadProfile(String kind, InFlight inFlight, Predicate<ThreadDump.Entry> counted) {
    this.kind = kind;
    this.inFlight = inFlight;
    this.counted = counted;
  }

  /// Returns the source of all threads, platform and virtual.
  static ThreadProfile all(InFlight inFlight) {
    return new ThreadProfile("goroutine", inFlight, _ -> true);
  }

  /// Returns the source of the platform threads.
  static ThreadProfile platform(InFlight inFlight) {
    return new ThreadProfile("threadcreate", inFlight, thread -> !thread.virtual());
  }

  @Override
  public Profile take(Request r) throws IOException {
    var profile = new Profile(new Profile.Kind(kind, "count"));
    Map<Long, InFlight.Running> requests = inFlight.byThread();
    ThreadDump.forEach(
        thread -> {
          if (counted.test(thread)) {
            List<Frame> stack = thread.stack().isEmpty() ? NO_STACK : thread.stack();
            profile.add(stack, labels(thread, requests), 1);
          }
        });
    return profile;
  }

  private static SortedMap<String, String> labels(
      ThreadDump.Entry thread, Map<Long, InFlight.Running> requests) {
    InFlight.Running request = requests.get(thread.id());
    var labels = new TreeMap<>(request == null ? Labels.NONE : request.labels());
    labels.put("state", thread.state());
    labels.put("thread", thread.virtual() ? "virtual" : "platform");
    return labels;
  }
}
