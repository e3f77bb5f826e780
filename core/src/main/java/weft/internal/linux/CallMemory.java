package weft.internal.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// Memory off the heap for what one call takes and returns, used again: to allocate and to clear it
/// costs a fifth of a short system call.
final class CallMemory implements SegmentAllocator, AutoCloseable {

  /// Room for the longest path, a status and an error number.
  private static final int BYTES = FileCalls.PATH_BYTES_MAX + 512;

  private static final int KEPT_MAX = 16;

  /// Each thread looks at one place; where two meet, one of them finds nothing.
  private static final AtomicReferenceArray<CallMemory> KEPT = new AtomicReferenceArray<>(KEPT_MAX);

  private final MemorySegment block = Arena.ofAuto().allocate(BYTES, Long.BYTES);
  private long used;

  private CallMemory() {}

  /// Returns memory that nobody else uses until it is closed, by the same thread.
  static CallMemory take() {
    CallMemory kept = KEPT.getAndSet(place(), null);
    return kept == null ? new CallMemory() : kept;
  }

  private static int place() {
    return (int) Thread.currentThread().threadId() & (KEPT_MAX - 1);
  }

  /// Returns a part of it, which may hold anything.
  @Override
  public MemorySegment allocate(long bytes, long alignment) {
    long at = (used + alignment - 1) & -alignment;
    used = at + bytes;
    return block.asSlice(at, bytes);
  }

  @Override
  public void close() {
    used = 0;
    KEPT.set(place(), this);
  }
}
