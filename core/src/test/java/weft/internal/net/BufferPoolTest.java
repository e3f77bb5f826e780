package weft.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static weft.internal.net.Spawned.spawn;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BufferPoolTest {

  private static final VarHandle BYTE = MethodHandles.arrayElementVarHandle(byte[].class);

  @Test
  void givesBackWhatItWasGiven() {
    var pool = new BufferPool(100, 4);
    byte[] buffer = pool.acquire();
    assertThat(buffer).hasSize(100);
    pool.release(buffer);
    assertThat(pool.acquire()).isSameAs(buffer);
    assertThat(pool.acquire()).isNotSameAs(buffer);
  }

  @Test
  void keepsNoMoreThanItsBound() {
    var pool = new BufferPool(1, 4);
    var released = Collections.<byte[]>newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 10; i++) {
      released.add(new byte[1]);
    }
    released.forEach(pool::release);
    int kept = 0;
    for (int i = 0; i < 10; i++) {
      kept += released.contains(pool.acquire()) ? 1 : 0;
    }
    assertThat(kept).isEqualTo(4);
  }

  @Test
  void keepsFewWhereManyThreadsTakeTurns() throws Exception {
    var pool = new BufferPool(1, 1 << 16);
    var seen = Collections.<byte[]>newSetFromMap(new IdentityHashMap<>());
    for (int i = 0; i < 20_000; i++) {
      Thread.ofVirtual()
          .start(
              () -> {
                byte[] buffer = pool.acquire();
                seen.add(buffer);
                pool.release(buffer);
              })
          .join();
    }
    assertThat(seen).hasSizeLessThanOrEqualTo(32 * Runtime.getRuntime().availableProcessors());
  }

  @Test
  void keepsFewWhereAFewAreInUseAtATime() throws Exception {
    var pool = new BufferPool(1, 1 << 16);
    var seen = Collections.<byte[]>newSetFromMap(new IdentityHashMap<>());
    var held = new ArrayDeque<byte[]>();
    for (int i = 0; i < 20_000; i++) {
      Thread.ofVirtual()
          .start(
              () -> {
                held.add(pool.acquire());
                seen.add(held.getLast());
                if (held.size() > 8) {
                  pool.release(held.remove());
                }
              })
          .join();
    }
    assertThat(seen).hasSizeLessThanOrEqualTo(48 * Runtime.getRuntime().availableProcessors());
  }

  @Test
  void worksWithOneSlot() {
    var pool = new BufferPool(1, 1);
    byte[] buffer = pool.acquire();
    pool.release(buffer);
    pool.release(new byte[1]);
    assertThat(pool.acquire()).isSameAs(buffer);
  }

  @Test
  void refusesAForeignArrayAndSizesThatCannotBe() {
    var pool = new BufferPool(2, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> pool.release(new byte[3]));
    assertThatIllegalArgumentException().isThrownBy(() -> new BufferPool(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new BufferPool(1, 0));
  }

  @Test
  void neverGivesAnArrayToTwo() throws Exception {
    var pool = new BufferPool(8, 16);
    var threads = new ArrayList<Spawned<Integer>>();
    for (byte i = 1; i <= 16; i++) {
      byte name = i;
      threads.add(spawn(() -> hammer(pool, name)));
    }
    for (var thread : threads) {
      assertThat(thread.join()).isZero();
    }
  }

  /// Returns how often an array had another user, by a mark in the array itself.
  private static int hammer(BufferPool pool, byte name) {
    var random = new Random(name);
    List<byte[]> held = new ArrayList<>();
    int shared = 0;
    for (int i = 0; i < 50_000; i++) {
      if (held.isEmpty() || held.size() < 4 && random.nextBoolean()) {
        byte[] buffer = pool.acquire();
        shared += BYTE.compareAndSet(buffer, 0, (byte) 0, name) ? 0 : 1;
        held.add(buffer);
      } else {
        byte[] buffer = held.remove(random.nextInt(held.size()));
        shared += BYTE.compareAndSet(buffer, 0, name, (byte) 0) ? 0 : 1;
        pool.release(buffer);
      }
      if (random.nextInt(64) == 0) {
        Thread.yield();
      }
    }
    return shared;
  }
}
