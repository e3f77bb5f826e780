package weft.internal.net;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.Random;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// One direction of a [MemoryTransport]: what is queued, and why its reader and its writer would
/// block or fail. Everything is guarded by the network's lock.
final class Pipe {

  private final MemoryNetwork network;
  private final Condition changed;
  private final ByteRing bytes;
  private final int readBytesMax;
  private final @Nullable Random splits;
  private final long resetAfterBytes;
  private long written;
  private boolean readerWaits;
  private boolean writerWaits;

  /// Whether no byte will come after those that are queued.
  boolean ended;

  /// Whether the connection was reset.
  boolean broken;

  boolean readerClosed;
  boolean writerClosed;
  boolean readExpired;
  boolean writeExpired;
  boolean readsStalled;
  boolean writesStalled;

  Pipe(MemoryNetwork network, int bytesMax, Faults reader, Faults writer) {
    this.network = network;
    changed = network.lock.newCondition();
    bytes = new ByteRing(bytesMax);
    readBytesMax = reader.readBytesMax();
    Long seed = reader.splitSeed();
    splits = seed == null ? null : new Random(seed);
    resetAfterBytes = writer.resetAfterBytes();
  }

  int read(byte[] b, int off, int len) throws IOException, InterruptedException {
    network.lock.lockInterruptibly();
    try {
      awaitReader();
      if (readExpired) {
        throw new SocketTimeoutException("read deadline passed");
      }
      if (readerClosed) {
        throw new ClosedChannelException();
      }
      if (!bytes.isEmpty()) {
        wake();
        return bytes.take(b, off, readBytes(len));
      }
      if (broken) {
        throw new SocketException("Connection reset");
      }
      return -1;
    } finally {
      network.lock.unlock();
    }
  }

  private int readBytes(int len) {
    int n = Math.min(Math.min(len, bytes.count()), readBytesMax);
    return splits == null || n == 0 ? n : 1 + splits.nextInt(n);
  }

  void awaitReadable() throws InterruptedException {
    network.lock.lockInterruptibly();
    try {
      awaitReader();
    } finally {
      network.lock.unlock();
    }
  }

  private void awaitReader() throws InterruptedException {
    readerWaits = true;
    try {
      while (readBlocks()) {
        network.quiet.signalAll();
        changed.await();
      }
    } finally {
      readerWaits = false;
    }
  }

  private boolean readBlocks() {
    return !readerClosed
        && !readExpired
        && (readsStalled || (bytes.isEmpty() && !ended && !broken));
  }

  /// Writes at least one byte, unless the reset is due, and returns how many.
  int write(byte[] b, int off, int len) throws IOException, InterruptedException {
    network.lock.lockInterruptibly();
    try {
      awaitWriter();
      checkWritable();
      int n = bytes.put(b, off, (int) Math.min(len, resetAfterBytes - written));
      written += n;
      wake();
      return n;
    } finally {
      network.lock.unlock();
    }
  }

  private void awaitWriter() throws InterruptedException {
    writerWaits = true;
    try {
      while (writeBlocks()) {
        network.quiet.signalAll();
        changed.await();
      }
    } finally {
      writerWaits = false;
    }
  }

  private boolean writeBlocks() {
    return !writerClosed
        && !writeExpired
        && (writesStalled || (bytes.isFull() && !broken && !readerClosed));
  }

  private void checkWritable() throws IOException {
    if (writeExpired) {
      throw new SocketTimeoutException("write deadline passed");
    }
    if (writerClosed) {
      throw new ClosedChannelException();
    }
    if (broken) {
      throw new SocketException("Connection reset");
    }
    if (readerClosed) {
      throw new SocketException("Broken pipe");
    }
  }

  boolean isResetDue() {
    return written == resetAfterBytes;
  }

  boolean isEmpty() {
    return bytes.isEmpty();
  }

  void discard() {
    bytes.clear();
  }

  /// Lets reader and writer look again.
  void wake() {
    changed.signalAll();
  }

  /// Returns whether a thread is blocked in a read that only another event can end.
  boolean isReaderBlocked() {
    return readerWaits && readBlocks();
  }

  /// Returns whether a thread is blocked in a write that only another event can end.
  boolean isWriterBlocked() {
    return writerWaits && writeBlocks();
  }
}
