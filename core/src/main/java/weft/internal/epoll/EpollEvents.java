package weft.internal.epoll;

import java.lang.foreign.MemorySegment;
import java.nio.IntBuffer;

/// An array of `struct epoll_event`, whose layout is packed on x86-64 alone. Both processors put
/// the low half of its data first.
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

  /// How many ints one event has.
  private static final int INTS = PACKED ? 3 : 4;

  private static final int DATA_OFFSET = PACKED ? 1 : 2;

  private final int[] ints;
  private final MemorySegment segment;

  /// Creates room for `count` events.
  EpollEvents(int count) {
    ints = new int[count * INTS];
    segment = MemorySegment.ofArray(ints);
  }

  /// Returns the array, for critical calls.
  MemorySegment segment() {
    return segment;
  }

  /// Returns how many bytes it takes.
  long bytes() {
    return segment.byteSize();
  }

  /// Takes over the first `count` events of an array that is not on the heap.
  void copyFrom(IntBuffer events, int count) {
    events.get(0, ints, 0, count * INTS);
  }

  int events(int index) {
    return ints[index * INTS];
  }

  long data(int index) {
    int at = index * INTS + DATA_OFFSET;
    return (long) ints[at + 1] << 32 | Integer.toUnsignedLong(ints[at]);
  }

  /// Sets the first event.
  EpollEvents set(int events, long data) {
    ints[0] = events;
    ints[DATA_OFFSET] = (int) data;
    ints[DATA_OFFSET + 1] = (int) (data >>> 32);
    return this;
  }
}
