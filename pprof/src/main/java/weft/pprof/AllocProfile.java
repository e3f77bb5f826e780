package weft.pprof;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;

/// `allocs`: where memory was allocated, by samples; freed or not. The label `class` says of what.
///
/// JFR tells when a thread needs a new buffer to allocate from, and of each allocation that is made
/// outside of the buffers. There may be very many of the latter, so they are recorded a part of the
/// time only if the process allocates much. [AllocWeights] says what an event stands for.
final class AllocProfile implements ProfileSource.Timed {

  private static final SharedRecording.Source LARGE =
      new SharedRecording.Source(AllocWeights.OUTSIDE, Map.of("stackTrace", "true"));

  private static final List<SharedRecording.Source> SOURCES =
      List.of(new SharedRecording.Source(AllocWeights.REFILL, Map.of("stackTrace", "true")));

  private static final Duration SLOT = Duration.ofMillis(100);

  /// A process that allocates more in a slot is watched for a part of the next one only.
  private static final double SLOT_BYTES = 25e6;

  private static final double SHARE_MIN = 0.05;

  private final SharedRecording recording;
  private final InFlight inFlight;

  AllocProfile(SharedRecording recording, InFlight inFlight) {
    this.recording = recording;
    this.inFlight = inFlight;
  }

  @Override
  public Profile take(Window window) throws Exception {
    try (var log = new RequestLog(inFlight);
        var lease = recording.record(SOURCES)) {
      long before = allocatedBytes();
      var slots = watch(window, lease);
      long allocated = allocatedBytes() - before;
      Duration length = lease.length();
      var events = Set.of(AllocWeights.REFILL, AllocWeights.OUTSIDE);
      var spans = RequestSpans.read(lease, events, log, inFlight);
      Profile profile = profile(spans, new AllocWeights(spans.samples(), slots, allocated));
      log.comment(profile);
      profile.comment("allocated by the process: " + allocated + " bytes");
      profile.during(lease.from(), length);
      return profile;
    }
  }

  /// Waits until the window ends, and records large allocations as much of the time as is cheap.
  private static WatchedSlots watch(Window window, SharedRecording.Lease lease) throws Exception {
    var slots = new WatchedSlots();
    long end = System.nanoTime() + window.length().toNanos();
    double share = 1;
    lease.add(LARGE);
    Instant from = lease.from();
    for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
      long nanos = Math.min(left, SLOT.toNanos());
      long before = allocatedBytes();
      window.pause(Duration.ofNanos((long) (nanos * share)));
      Instant to = Instant.now();
      Instant next = to;
      if (share < 1) {
        lease.remove(LARGE);
        window.pause(Duration.ofNanos((long) (nanos * (1 - share))));
        lease.add(LARGE);
        next = Instant.now();
      }
      slots.add(from, to, next);
      from = next;
      share = Math.clamp(SLOT_BYTES / (allocatedBytes() - before), SHARE_MIN, 1);
    }
    return slots;
  }

  private static long allocatedBytes() {
    return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getTotalThreadAllocatedBytes();
  }

  private static Profile profile(RequestSpans spans, AllocWeights weights) {
    var profile =
        new Profile(
            new Profile.Kind("alloc_objects", "count"), new Profile.Kind("alloc_space", "bytes"));
    var stacks = new Stacks();
    for (RecordedEvent e : spans.samples()) {
      double bytes = weights.bytes(e);
      if (bytes > 0) {
        String type = TypeName.readable(e.getClass("objectClass").getName());
        profile.add(
            stacks.read(e.getStackTrace()),
            Labels.with(spans.labels(e), "class", type),
            Math.max(1, Math.round(bytes / e.getLong("allocationSize"))),
            Math.round(bytes));
      }
    }
    stacks.comment(profile);
    return profile;
  }
}
