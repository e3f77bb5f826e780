package weft.pprof;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;

/// Finds out for which request a thread worked when a sample was taken.
///
/// First it is told of all samples, then of all requests that ended; of millions of requests it
/// keeps only those that were sampled.
final class RequestSpans {

  /// By thread and time. The value is the labels, once they are known.
  private final Map<Long, TreeMap<Instant, SortedMap<String, String>>> samples = new HashMap<>();

  private final Map<Long, Instant> lastEnd = new HashMap<>();
  private final Map<Long, SortedMap<String, String>> underWay;
  private final List<RecordedEvent> events = new ArrayList<>();

  /// @param underWay the labels of requests that have not ended, by the id of their threads
  private RequestSpans(Map<Long, SortedMap<String, String>> underWay) {
    this.underWay = underWay;
  }

  /// Reads the samples, all events of those names until now, and the requests. Blocks.
  static RequestSpans read(SharedRecording.Lease lease, Set<String> names, InFlight inFlight)
      throws IOException {
    Instant end = Instant.now();
    var spans = new RequestSpans(inFlight.labelsByThread());
    lease.read(
        event -> {
          if (names.contains(event.getEventType().getName())
              && event.getStartTime().isBefore(end)) {
            spans.sampled(event);
          }
        },
        event -> {
          if (event.getEventType().getName().equals(HandlerEvent.NAME)) {
            spans.ended(event);
          }
        });
    return spans;
  }

  /// Returns the thread that a sample is of, which JFR may not know.
  private static @Nullable RecordedThread threadOf(RecordedEvent sample) {
    return sample.hasField("sampledThread")
        ? sample.getThread("sampledThread")
        : sample.getThread();
  }

  private void sampled(RecordedEvent sample) {
    events.add(sample);
    RecordedThread thread = threadOf(sample);
    if (thread != null) {
      samples
          .computeIfAbsent(thread.getJavaThreadId(), _ -> new TreeMap<>())
          .put(sample.getStartTime(), Labels.NONE);
    }
  }

  /// Notes a request that ended. One without a length began before the recording did.
  private void ended(RecordedEvent request) {
    long thread = request.getThread().getJavaThreadId();
    TreeMap<Instant, SortedMap<String, String>> times = samples.get(thread);
    if (times == null) {
      return;
    }
    Instant end = request.getEndTime();
    lastEnd.merge(thread, end, (a, b) -> a.isAfter(b) ? a : b);
    Instant begin = request.getDuration().isZero() ? times.firstKey() : request.getStartTime();
    if (begin.isAfter(end)) {
      return;
    }
    var labels =
        Labels.request(
            request.getString("method"), request.getString("route"), request.getInt("status"));
    times.subMap(begin, true, end, true).replaceAll((_, known) -> known.isEmpty() ? labels : known);
  }

  /// Returns the samples that it was told of.
  List<RecordedEvent> samples() {
    return events;
  }

  /// Returns the labels of the request that the thread of a sample worked for, empty for none.
  SortedMap<String, String> labels(RecordedEvent sample) {
    RecordedThread thread = threadOf(sample);
    if (thread == null) {
      return Labels.NONE;
    }
    long id = thread.getJavaThreadId();
    Instant time = sample.getStartTime();
    SortedMap<String, String> known = samples.getOrDefault(id, new TreeMap<>()).get(time);
    if (known != null && !known.isEmpty()) {
      return known;
    }
    Instant end = lastEnd.getOrDefault(id, Instant.MIN);
    return time.isAfter(end) ? underWay.getOrDefault(id, Labels.NONE) : Labels.NONE;
  }
}
