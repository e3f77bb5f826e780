package weft.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.internal.net.BufferPool;

class ReceiveBufferTest {

  private static final int POOLED_BYTES = 4000;

  private final BufferPool pool = new BufferPool(POOLED_BYTES, 16);
  private final ReceiveBuffer buffer = new ReceiveBuffer(pool);

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void whatIsTakenIsWhatWasPut(long seed) {
    var random = new Random(seed);
    var put = new ByteArrayOutputStream();
    var taken = new ByteArrayOutputStream();
    for (int i = 0; i < 500; i++) {
      byte[] some = new byte[random.nextInt(1 << random.nextInt(14))];
      if (random.nextBoolean()) {
        random.nextBytes(some);
        buffer.put(some, 0, some.length);
        put.writeBytes(some);
      } else {
        taken.write(some, 0, buffer.take(some, 0, some.length));
      }
      assertThat(buffer.count()).isEqualTo(put.size() - taken.size());
    }
    byte[] rest = new byte[buffer.count()];
    assertThat(buffer.take(rest, 0, rest.length)).isEqualTo(rest.length);
    taken.writeBytes(rest);
    assertThat(taken.toByteArray()).isEqualTo(put.toByteArray());
  }

  @Test
  void arraysGoBackToThePool() {
    byte[] first = pool.acquire();
    pool.release(first);
    buffer.put(new byte[3000], 0, 3000);
    assertThat(pool.acquire()).isNotSameAs(first);
    assertThat(buffer.take(new byte[3000], 0, 3000)).isEqualTo(3000);
    assertThat(pool.acquire()).isSameAs(first);
    pool.release(first);
    buffer.put(new byte[3000], 0, 3000);
    assertThat(buffer.clear()).isEqualTo(3000);
    assertThat(pool.acquire()).isSameAs(first);
  }

  @Test
  void littleContentTakesNoArrayOfThePool() {
    byte[] pooled = pool.acquire();
    pool.release(pooled);
    for (int i = 0; i < 1999; i++) {
      buffer.put(new byte[] {(byte) i}, 0, 1);
    }
    assertThat(pool.acquire()).isSameAs(pooled);
    byte[] all = new byte[2000];
    assertThat(buffer.take(all, 0, 2000)).isEqualTo(1999);
    assertThat(Arrays.copyOfRange(all, 1900, 1903)).containsExactly(108, 109, 110);
  }
}
