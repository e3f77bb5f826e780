package weft.pprof;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import org.jspecify.annotations.Nullable;

/// Reads the stacks of a recording and counts those that JFR has cut. Leaves out the calls that
/// pass from a functional interface to its lambda, as the stack traces of Java do.
final class Stacks {

  private static final List<Frame> UNKNOWN = List.of(Frame.named("[no stack]"));

  /// By the object that stands for it in the recording, the same one for all events that have it.
  private final IdentityHashMap<RecordedStackTrace, List<Frame>> stacks = new IdentityHashMap<>();

  private final Map<Frame, Frame> known = new HashMap<>();
  private int truncated;
  private int depth;

  List<Frame> read(@Nullable RecordedStackTrace trace) {
    if (trace == null || trace.getFrames().isEmpty()) {
      return UNKNOWN;
    }
    if (trace.isTruncated()) {
      truncated++;
      depth = trace.getFrames().size();
    }
    return stacks.computeIfAbsent(trace, this::frames);
  }

  private List<Frame> frames(RecordedStackTrace trace) {
    var frames = new ArrayList<Frame>(trace.getFrames().size());
    for (RecordedFrame recorded : trace.getFrames()) {
      Frame frame = Frame.of(recorded);
      if (!frame.function().contains("$$Lambda")) {
        Frame same = known.putIfAbsent(frame, frame);
        frames.add(same == null ? frame : same);
      }
    }
    return frames;
  }

  /// Tells the reader of `profile` about cut stacks, if there are any.
  void comment(Profile profile) {
    if (truncated > 0) {
      profile.comment(
          truncated
              + " stacks have only their innermost "
              + depth
              + " calls: start the JVM with -XX:FlightRecorderOptions:stackdepth=512");
    }
  }
}
