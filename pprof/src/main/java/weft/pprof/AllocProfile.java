package weft.pprof;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedClass;
import jdk.jfr.consumer.RecordedEvent;

/// `allocs`: where memory was allocated, by samples; freed or not. The label `class` says of what.
final class AllocProfile implements ProfileSource.Timed {

  private static final String EVENT = "jdk.ObjectAllocationSample";

  private static final List<SharedRecording.Source> SOURCES =
      List.of(
          new SharedRecording.Source(EVENT, Map.of("throttle", "1000/s")),
          SharedRecording.Source.of(HandlerEvent.NAME));

  private final SharedRecording recording;
  private final InFlight inFlight;

  AllocProfile(SharedRecording recording, InFlight inFlight) {
    this.recording = recording;
    this.inFlight = inFlight;
  }

  @Override
  public Profile take(Window window) throws Exception {
    try (var lease = recording.record(SOURCES)) {
      long before = allocatedBytes();
      window.await();
      long allocated = allocatedBytes() - before;
      var spans = RequestSpans.read(lease, EVENT, inFlight);
      Profile profile = profile(spans, allocated);
      profile.during(lease.from(), window.length());
      return profile;
    }
  }

  private static long allocatedBytes() {
    return ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getTotalThreadAllocatedBytes();
  }

  private static Profile profile(RequestSpans spans, long allocated) {
    var profile =
        new Profile(
            new Profile.Kind("alloc_samples", "count"), new Profile.Kind("alloc_space", "bytes"));
    var stacks = new Stacks();
    long max = weightMax(spans.samples(), allocated);
    for (RecordedEvent e : spans.samples()) {
      RecordedClass type = e.getClass("objectClass");
      var labels = spans.labels(e);
      profile.add(
          stacks.read(e.getStackTrace()),
          Labels.with(labels, "class", TypeName.readable(type.getName())),
          1,
          Math.min(max, e.getLong("weight")));
    }
    stacks.comment(profile);
    profile.comment("allocated by the process: " + allocated + " bytes");
    return profile;
  }

  /// Returns the most that a sample may stand for, so that all of them are not more than what was
  /// allocated. A thread's first sample also stands for what it did before, often for very much.
  private static long weightMax(List<RecordedEvent> samples, long allocated) {
    long[] weights = samples.stream().mapToLong(e -> e.getLong("weight")).sorted().toArray();
    long rest = allocated;
    for (int i = 0; i < weights.length; i++) {
      long share = rest / (weights.length - i);
      if (weights[i] > share) {
        return share;
      }
      rest -= weights[i];
    }
    return Long.MAX_VALUE;
  }
}
