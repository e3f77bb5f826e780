package weft.pprof;

import java.util.List;
import jdk.jfr.consumer.RecordedEvent;

/// For how many bytes the events of allocations stand.
///
/// A thread allocates from a buffer of its own. What does not fit is allocated outside, and is an
/// event that stands for itself; unless little of the buffer is left ([#WASTE_FRACTION]): then the
/// thread gets a new buffer, and that event stands for all that fits in it.
///
/// The last object to fit into a buffer is more often a small one than its share of the bytes,
/// because a larger one would already have been put outside; so the event of an object that is
/// larger than the rest that may be wasted stands for more. An object of more than half a buffer
/// hardly ever ends one. But it is put outside with a chance of its size to that of the buffer, so
/// such an event also stands for those that did fit.
///
/// All are scaled to what the process has allocated, but for what was seen outside.
final class AllocWeights {

  /// Event: a thread got a new buffer.
  static final String REFILL = "jdk.ObjectAllocationInNewTLAB";

  /// Event: an object was allocated outside of buffers.
  static final String OUTSIDE = "jdk.ObjectAllocationOutsideTLAB";

  /// The JVM gives up a buffer of which at most this part is left, its `TLABRefillWasteFraction`.
  private static final double WASTE_FRACTION = 1.0 / 64;

  private final WatchedSlots slots;
  private final double buffer;
  private final double outsideScale;
  private final double insideScale;

  /// @param slots when events of objects outside of buffers were recorded
  /// @param allocated what the process has allocated in that time
  AllocWeights(List<RecordedEvent> events, WatchedSlots slots, long allocated) {
    this.slots = slots;
    buffer =
        events.stream()
            .filter(AllocWeights::isRefill)
            .mapToLong(e -> e.getLong("tlabSize"))
            .average()
            .orElse(0);
    double outside = events.stream().mapToDouble(this::outside).sum();
    double inside = events.stream().mapToDouble(this::inside).sum();
    outsideScale = outside > allocated ? allocated / outside : 1;
    insideScale = inside > 0 ? Math.max(0, allocated - outside) / inside : 0;
  }

  private static boolean isRefill(RecordedEvent e) {
    return e.getEventType().getName().equals(REFILL);
  }

  /// Returns the bytes that `e` stands for.
  double bytes(RecordedEvent e) {
    return outside(e) * outsideScale + inside(e) * insideScale;
  }

  /// Returns the bytes outside of buffers that `e` stands for.
  private double outside(RecordedEvent e) {
    return isRefill(e) ? 0 : e.getLong("allocationSize") * slots.scale(e.getStartTime());
  }

  /// Returns the bytes in buffers that `e` stands for, not to scale.
  private double inside(RecordedEvent e) {
    double size = e.getLong("allocationSize");
    boolean isRefill = isRefill(e);
    if (size > buffer / 2) {
      return isRefill ? buffer : Math.max(0, buffer - size) * slots.scale(e.getStartTime());
    }
    return isRefill ? e.getLong("tlabSize") * Math.max(1, size / (buffer * WASTE_FRACTION)) : 0;
  }
}
