package weft.internal.epoll;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// An array of `struct epoll_event`, whose layout is packed on x86-64 alone.
final class EpollEvents {

  static final int IN = 0x1;
  static final int OUT = 0x4;
  static final int ERR = 0x8;
  static final int HUP = 0x10;
  static final int RDHUP = 0x2000;
  static final int ONESHOT = 1 << 30;
  static final int EDGE_TRIGGERED = 1 << 31;

  static final int ADD = 1;
  static final int DELETE = 2;
  static final int MODIFY = 3;

  private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");

  /// How many bytes one event has.
  static final int BYTES = PACKED ? 12 : 16;

  private static final int DATA_OFFSET = PACKED ? 4 : 8;

  private final MemorySegment segment;

  EpollEvents(MemorySegment segment) {
    this.segment = segment;
  }

  /// Returns room for `count` events on the heap.
  static EpollEvents onHeap(int count) {
    return new EpollEvents(MemorySegment.ofArray(new int[(count * BYTES + 3) / 4]));
  }

  MemorySegment segment() {
    return segment;
  }

  int events(int index) {
    return segment.get(ValueLayout.JAVA_INT_UNALIGNED, (long) index * BYTES);
  }

  long data(int index) {
    return segment.get(ValueLayout.JAVA_LONG_UNALIGNED, (long) index * BYTES + DATA_OFFSET);
  }

  /// Sets the first event.
  EpollEvents set(int events, long data) {
    segment.set(ValueLayout.JAVA_INT_UNALIGNED, 0, events);
    segment.set(ValueLayout.JAVA_LONG_UNALIGNED, DATA_OFFSET, data);
    return this;
  }
}
