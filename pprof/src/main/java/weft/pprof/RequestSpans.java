package weft.pprof;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import org.jspecify.annotations.Nullable;

/// The events of a recording, each with the request that its thread worked for.
final class RequestSpans {

  private final RequestLog log;
  private final Map<Long, InFlight.Running> underWay;
  private final List<RecordedEvent> events = new ArrayList<>();

  private RequestSpans(RequestLog log, Map<Long, InFlight.Running> underWay) {
    this.log = log;
    this.underWay = underWay;
  }

  /// Reads all events of those names that were recorded until now. Blocks.
  static RequestSpans read(
      SharedRecording.Lease lease, Set<String> names, RequestLog log, InFlight inFlight)
      throws IOException {
    Instant end = Instant.now();
    var spans = new RequestSpans(log, inFlight.byThread());
    lease.read(
        event -> {
          if (names.contains(event.getEventType().getName())
              && event.getStartTime().isBefore(end)) {
            spans.events.add(event);
          }
        });
    return spans;
  }

  /// Returns the events.
  List<RecordedEvent> samples() {
    return events;
  }

  /// Returns the labels of the request that the thread of an event worked for, empty for none.
  SortedMap<String, String> labels(RecordedEvent event) {
    RecordedThread thread = threadOf(event);
    if (thread == null) {
      return Labels.NONE;
    }
    long id = thread.getJavaThreadId();
    return log.labels(id, event.getStartTime(), underWay.get(id));
  }

  /// Returns the thread that an event is of, which JFR may not know.
  private static @Nullable RecordedThread threadOf(RecordedEvent event) {
    return event.hasField("sampledThread") ? event.getThread("sampledThread") : event.getThread();
  }
}
