package weft.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteRingTest {

  @Test
  void keepsTheOrderAndItsBound() {
    var random = new Random(5);
    var ring = new ByteRing(5_000);
    byte[] b = new byte[3_000];
    int put = 0;
    int taken = 0;
    for (int i = 0; i < 2_000; i++) {
      int len = random.nextInt(b.length);
      for (int k = 0; k < len; k++) {
        b[k] = (byte) (put + k);
      }
      put += ring.put(b, 0, len);
      assertThat(put - taken).isEqualTo(ring.count()).isLessThanOrEqualTo(5_000);
      int n = ring.take(b, 0, random.nextInt(b.length));
      for (int k = 0; k < n; k++) {
        assertThat(b[k]).isEqualTo((byte) (taken + k));
      }
      taken += n;
    }
    assertThat(ring.isEmpty()).isEqualTo(put == taken);
  }

  @Test
  void isEmptyAfterClear() {
    var ring = new ByteRing(2);
    assertThat(ring.put(new byte[3], 0, 3)).isEqualTo(2);
    assertThat(ring.isFull()).isTrue();
    ring.clear();
    assertThat(ring.isEmpty()).isTrue();
    assertThat(ring.take(new byte[1], 0, 1)).isZero();
  }
}
