package weft.pprof;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;

/// Waits that JFR records, of a millisecond or more: what [WallProfile] cannot see, because it
/// looks at requests only; and `pinned`, where virtual threads keep their carriers while they wait.
final class RecordedWaits implements ProfileSource.Timed {

  private static final String PINNED = "jdk.VirtualThreadPinned";

  private static final Map<String, String> SETTINGS =
      Map.of("threshold", "1 ms", "stackTrace", "true");

  /// Calls of the server: there it waits for its clients, which nobody asks about.
  private static final String SERVER = "weft.server.";

  private final SharedRecording recording;
  private final InFlight inFlight;
  private final Set<String> events;
  private final boolean isOfRequestsToo;

  private RecordedWaits(
      SharedRecording recording, InFlight inFlight, boolean isOfRequestsToo, String... events) {
    this.recording = recording;
    this.inFlight = inFlight;
    this.isOfRequestsToo = isOfRequestsToo;
    this.events = Set.of(events);
  }

  /// Returns the waits for sockets of threads that work for no request.
  static RecordedWaits sockets(SharedRecording recording, InFlight inFlight) {
    return new RecordedWaits(recording, inFlight, false, "jdk.SocketRead", "jdk.SocketWrite");
  }

  /// Returns the waits for monitors of platform threads; JFR does not tell of virtual ones.
  static RecordedWaits monitors(SharedRecording recording, InFlight inFlight) {
    return new RecordedWaits(recording, inFlight, false, "jdk.JavaMonitorEnter");
  }

  /// Returns the waits of virtual threads that no other could use the carrier of.
  static RecordedWaits pinned(SharedRecording recording, InFlight inFlight) {
    return new RecordedWaits(recording, inFlight, true, PINNED);
  }

  /// Begins to record. Blocks while JFR starts.
  SharedRecording.Lease start() {
    return recording.record(
        events.stream().map(event -> new SharedRecording.Source(event, SETTINGS)).toList());
  }

  @Override
  public Profile take(Window window) throws Exception {
    var profile = WallProfile.delays();
    try (var log = new RequestLog(inFlight);
        var lease = start()) {
      window.await();
      profile.during(lease.from(), lease.length());
      addTo(profile, lease, log);
    }
    return profile;
  }

  /// Adds the waits since the lease began. Blocks.
  void addTo(Profile profile, SharedRecording.Lease lease, RequestLog log) throws Exception {
    var spans = RequestSpans.read(lease, events, log, inFlight);
    var stacks = new Stacks();
    for (RecordedEvent e : spans.samples()) {
      SortedMap<String, String> labels = spans.labels(e);
      List<Frame> stack = stacks.read(e.getStackTrace());
      if (isOfRequestsToo || (labels.isEmpty() && !isOfServer(stack))) {
        profile.add(stack, labels(e, labels), 1, nanos(e, lease.from()));
      }
    }
    stacks.comment(profile);
    log.comment(profile);
  }

  private static boolean isOfServer(List<Frame> stack) {
    return stack.stream().anyMatch(call -> call.function().startsWith(SERVER));
  }

  /// Returns the length of a wait, without what was before `from`.
  private static long nanos(RecordedEvent e, Instant from) {
    Instant begin = e.getStartTime().isBefore(from) ? from : e.getStartTime();
    return Duration.between(begin, e.getEndTime()).toNanos();
  }

  private static SortedMap<String, String> labels(
      RecordedEvent e, SortedMap<String, String> ofRequest) {
    var labels = new TreeMap<>(ofRequest);
    labels.put("event", e.getEventType().getLabel());
    if (e.getEventType().getName().equals(PINNED)) {
      labels.put("pinned", String.valueOf(e.getString("pinnedReason")));
      labels.put("operation", String.valueOf(e.getString("blockingOperation")));
    }
    return labels;
  }
}
