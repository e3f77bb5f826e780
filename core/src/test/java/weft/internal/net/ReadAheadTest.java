package weft.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static weft.internal.net.Spawned.spawn;

import java.io.IOException;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReadAheadTest {

  private final Heard heard = new Heard();

  /// Counts upwards, as many bytes as it has permits for, and notices a second reader.
  private static final class Counter implements ReadAhead.Source {
    private final Semaphore permits = new Semaphore(0);
    private final AtomicInteger blocked = new AtomicInteger();
    private final AtomicBoolean inUse = new AtomicBoolean();
    private final AtomicInteger next = new AtomicInteger();
    private volatile String reader = "";

    @Override
    public int read(byte[] b, int off, int len) {
      if (!inUse.compareAndSet(false, true)) {
        throw new IllegalStateException("two readers");
      }
      reader = Thread.currentThread().getName();
      blocked.incrementAndGet();
      permits.acquireUninterruptibly();
      blocked.decrementAndGet();
      int n = Math.min(len, 1 + permits.drainPermits());
      for (int i = 0; i < n; i++) {
        b[off + i] = (byte) next.getAndIncrement();
      }
      inUse.set(false);
      return n;
    }

    void awaitReader() {
      while (blocked.get() == 0) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void readsTheSourceItselfWhileNobodyWatches() throws IOException {
    var caller = new Thread[1];
    var ahead =
        new ReadAhead(
            (_, _, _) -> {
              caller[0] = Thread.currentThread();
              return 1;
            },
            () -> heard);
    assertThat(ahead.read(new byte[1], 0, 1)).isEqualTo(1);
    assertThat(caller[0]).isSameAs(Thread.currentThread());
    assertThat(ahead.read(new byte[1], 0, 0)).isZero();
  }

  @Test
  void doesNotWatchWhileTheOwnerReads() throws Exception {
    var source = new Counter();
    var ahead = new ReadAhead(source, () -> heard);
    var reader = spawn(() -> ahead.read(new byte[9], 0, 9));
    source.awaitReader();
    ahead.watch();
    source.permits.release();
    assertThat(reader.join()).isEqualTo(1);
  }

  @Test
  void stopsAtItsBoundAndGoesOnWhenAskedAfterSomeWasRead() throws Exception {
    var total = new AtomicInteger();
    var ahead =
        new ReadAhead(
            (_, _, len) -> {
              total.addAndGet(len);
              return len;
            },
            () -> heard);
    ahead.watch();
    awaitTotal(total, ReadAhead.BYTES_MAX);
    ahead.watch();
    byte[] b = new byte[ReadAhead.BYTES_MAX];
    assertThat(ahead.read(b, 0, 1000)).isEqualTo(1000);
    assertThat(total).hasValue(ReadAhead.BYTES_MAX);
    ahead.watch();
    awaitTotal(total, ReadAhead.BYTES_MAX + 1000);
    // What the source has counted may not have been delivered yet: a read may return less.
    for (int taken = 0; taken < b.length; ) {
      taken += ahead.read(b, taken, b.length - taken);
    }
    assertThat(total).hasValue(ReadAhead.BYTES_MAX + 1000);
    assertThat(ahead.read(b, 0, 1)).isEqualTo(1);
    assertThat(total).hasValue(ReadAhead.BYTES_MAX + 1001);
    assertThat(heard.soFar()).isEmpty();
  }

  private static void awaitTotal(AtomicInteger total, int bytes) {
    while (total.get() < bytes) {
      Thread.onSpinWait();
    }
  }

  @Test
  void theWatcherEndsAfterTheDeliveryThatTheReaderWaitedFor() throws Exception {
    var source = new Counter();
    var ahead = new ReadAhead(source, () -> heard);
    ahead.watch();
    source.awaitReader();
    assertThat(source.reader).isEqualTo("weft-watch");
    var reader = spawn(() -> ahead.read(new byte[9], 0, 9)).awaitBlocked();
    ahead.watch();
    source.permits.release();
    assertThat(reader.join()).isEqualTo(1);
    var again = spawn(() -> ahead.read(new byte[9], 0, 9));
    source.permits.release();
    assertThat(again.join()).isEqualTo(1);
    assertThat(source.reader).isNotEqualTo("weft-watch");
  }

  @Test
  void aSourceThatFailsUnexpectedlyDoesNotHoldTheReader() {
    var ahead =
        new ReadAhead(
            (_, _, _) -> {
              throw new UnsupportedOperationException("broken source");
            },
            () -> heard);
    ahead.watch();
    assertThatThrownBy(() -> ahead.read(new byte[1], 0, 1))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(heard.soFar()).isEmpty();
  }

  @Test
  void everyFailureHasItsOwnException() throws Exception {
    var failure = new IOException("reset");
    var ahead =
        new ReadAhead(
            (_, _, _) -> {
              throw failure;
            },
            () -> heard);
    ahead.watch();
    assertThat(heard.await()).containsExactly("gone");
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> ahead.read(new byte[1], 0, 1))
          .isInstanceOf(IOException.class)
          .isNotSameAs(failure)
          .hasCause(failure);
    }
  }

  @Test
  void hasOneReaderAndOneOrderWhateverInterleaves() throws Exception {
    for (int seed = 0; seed < 100; seed++) {
      var source = new Counter();
      var ahead = new ReadAhead(source, () -> heard);
      int random = seed;
      var reader = spawn(() -> readCounting(ahead, new Random(random)));
      // Not on this thread, whose yield may be long on a busy machine.
      var others = spawn(() -> watchAndSupply(ahead, source, reader, new Random(-random)));
      assertThat(reader.join()).isGreaterThanOrEqualTo(1_000);
      others.join();
    }
  }

  private static Void watchAndSupply(
      ReadAhead ahead, Counter source, Spawned<?> reader, Random random) {
    while (!reader.isDone()) {
      if (random.nextBoolean()) {
        ahead.watch();
      }
      source.permits.release(random.nextInt(6));
      Thread.yield();
    }
    return null;
  }

  private static int readCounting(ReadAhead ahead, Random random) throws IOException {
    byte[] b = new byte[8];
    int count = 0;
    while (count < 1_000) {
      int n = ahead.read(b, 0, 1 + random.nextInt(b.length));
      for (int i = 0; i < n; i++) {
        assertThat(b[i]).isEqualTo((byte) count++);
      }
    }
    return count;
  }
}
