package weft.internal.net;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Keeps byte arrays of one size for the next who needs one. Never blocks.
///
/// A thread looks at some of the slots only, which its identity chooses: a miss costs an
/// allocation, never a long search. The first eight are among the first slots, a few for each core,
/// the next eight among twice as many, and so on: where few arrays are in use at a time, few are
/// kept, however many threads take turns.
public final class BufferPool {

  private static final int RANGES = 8;
  private static final int PROBES_EACH = 8;
  private static final int PROBES = RANGES * PROBES_EACH;
  private static final int FIRST_SLOTS_PER_CORE = 16;

  private final int bufferBytes;
  private final int firstSlots;
  private final AtomicReferenceArray<byte @Nullable []> slots;

  /// Creates an empty pool of arrays of `bufferBytes` bytes that keeps at most `buffersMax` of
  /// them, rounded up to a power of two.
  ///
  /// @throws IllegalArgumentException if one of the two is not positive
  public BufferPool(int bufferBytes, int buffersMax) {
    if (bufferBytes <= 0 || buffersMax <= 0) {
      throw new IllegalArgumentException(
          "bufferBytes and buffersMax must be positive: " + bufferBytes + ", " + buffersMax);
    }
    this.bufferBytes = bufferBytes;
    int size = powerOfTwo(buffersMax);
    slots = new AtomicReferenceArray<>(size);
    int cores = Runtime.getRuntime().availableProcessors();
    firstSlots = Math.min(size, powerOfTwo(FIRST_SLOTS_PER_CORE * cores));
  }

  private static int powerOfTwo(int atLeast) {
    return atLeast == 1 ? 1 : Integer.highestOneBit(atLeast - 1) << 1;
  }

  /// Returns the size of the pool's arrays.
  public int bufferBytes() {
    return bufferBytes;
  }

  /// Returns an array that nobody else has, with any content.
  public byte[] acquire() {
    int identity = identity();
    for (int i = 0; i < PROBES; i++) {
      int slot = slot(identity, i);
      if (slots.getOpaque(slot) != null) {
        byte[] buffer = slots.getAndSet(slot, null);
        if (buffer != null) {
          return buffer;
        }
      }
    }
    return new byte[bufferBytes];
  }

  /// Takes an array of [#acquire()] back, once, from who will not touch it any more.
  ///
  /// @throws IllegalArgumentException if it has another size than the pool's
  public void release(byte[] buffer) {
    if (buffer.length != bufferBytes) {
      throw new IllegalArgumentException("not of this pool: " + buffer.length + " bytes");
    }
    int identity = identity();
    for (int i = 0; i < PROBES; i++) {
      int slot = slot(identity, i);
      if (slots.getOpaque(slot) == null && slots.compareAndSet(slot, null, buffer)) {
        return;
      }
    }
  }

  private int slot(int identity, int probe) {
    int among = (int) Math.min((long) firstSlots << (probe / PROBES_EACH), slots.length());
    return (identity + probe) & (among - 1);
  }

  private static int identity() {
    // Neighbouring identities start far apart.
    return (int) ((Thread.currentThread().threadId() * 0x9E3779B97F4A7C15L) >>> 32);
  }
}
