package weft.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.conscrypt.AllocatedBuffer;
import org.conscrypt.BufferAllocator;

/// Memory off the heap that the engines of Conscrypt take turns with. Without, each makes 17 KiB of
/// its own, which stay until the collector has found it.
final class DirectBuffers extends BufferAllocator {

  private static final int BYTES = 17 << 10;
  private static final int KEPT_MAX = 256;

  private final BlockingQueue<Kept> free = new ArrayBlockingQueue<>(KEPT_MAX);

  private final class Kept extends AllocatedBuffer {
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);

    @Override
    public ByteBuffer nioBuffer() {
      return buffer;
    }

    @Override
    public AllocatedBuffer release() {
      buffer.clear();
      boolean _ = free.offer(this);
      return this;
    }
  }

  @Override
  public AllocatedBuffer allocateDirectBuffer(int capacity) {
    if (capacity > BYTES) {
      return AllocatedBuffer.wrap(ByteBuffer.allocateDirect(capacity));
    }
    Kept kept = free.poll();
    return kept == null ? new Kept() : kept;
  }
}
