package weft.pprof;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import jdk.jfr.consumer.RecordedEvent;

/// `profile`: where processor time went, by samples of the threads that run Java code.
///
/// What the samples leave out of the process's processor time (native code, the kernel, garbage
/// collection, compilation) is one value without a stack, so that the total is the truth. Where
/// threads that wait for a processor are sampled too, every value is scaled down to it.
final class CpuProfile implements ProfileSource.Timed {

  /// Half as often as Go, because JFR's sampler takes more than Go's signal.
  private static final long PERIOD_NANOS = 20_000_000;

  private static final String EXECUTION = "jdk.ExecutionSample";
  private static final String CPU_TIME = "jdk.CPUTimeSample";

  private static final int NANOS = 1;

  private static final List<Frame> NOT_SAMPLED =
      List.of(Frame.named("[not sampled: native code, kernel, GC, JIT]"));

  private final SharedRecording recording;
  private final InFlight inFlight;
  private final String event;

  /// Creates a source.
  ///
  /// @param cpuTime whether to use the samples of JEP 509, which see native code and are precise,
  ///   but have crashed JVMs
  CpuProfile(SharedRecording recording, InFlight inFlight, boolean cpuTime) {
    this.recording = recording;
    this.inFlight = inFlight;
    event = cpuTime ? CPU_TIME : EXECUTION;
  }

  private List<SharedRecording.Source> sources() {
    var settings = event.equals(CPU_TIME) ? Map.of("throttle", "20 ms") : Map.of("period", "20 ms");
    return List.of(new SharedRecording.Source(event, settings));
  }

  @Override
  public Profile take(Window window) throws Exception {
    try (var log = new RequestLog(inFlight);
        var lease = recording.record(sources())) {
      long before = ProcessClock.nanos();
      window.await();
      long used = ProcessClock.nanos() - before;
      Duration length = lease.length();
      var spans = RequestSpans.read(lease, Set.of(event), log, inFlight);
      Profile profile = profile(spans, used);
      log.comment(profile);
      profile.during(lease.from(), length);
      return profile;
    }
  }

  private Profile profile(RequestSpans spans, long used) {
    var profile =
        new Profile(new Profile.Kind("samples", "count"), new Profile.Kind("cpu", "nanoseconds"));
    profile.period(PERIOD_NANOS);
    var stacks = new Stacks();
    for (RecordedEvent e : spans.samples()) {
      SortedMap<String, String> labels = spans.labels(e);
      profile.add(stacks.read(e.getStackTrace()), labels, 1, nanos(e));
    }
    stacks.comment(profile);
    long sampled = profile.total(NANOS);
    if (sampled > used && used > 0) {
      profile.change(NANOS, nanos -> Math.round((double) nanos * used / sampled));
    } else if (sampled < used) {
      long rest = used - sampled;
      profile.add(NOT_SAMPLED, Labels.NONE, rest / PERIOD_NANOS, rest);
    }
    profile.comment("samples seen: " + spans.samples().size() + " of " + event);
    profile.comment("processor time of the process: " + used / 1_000_000 + " ms");
    return profile;
  }

  private long nanos(RecordedEvent e) {
    return event.equals(CPU_TIME) ? e.getDuration("samplingPeriod").toNanos() : PERIOD_NANOS;
  }
}
