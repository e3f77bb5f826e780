package weft.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ProcStatTest {

  // A name may have blanks and brackets.
  private static final String STAT =
      "4711 (a (b) c) S 1 4711 4711 0 -1 4194560 900 0 0 0 130 45 7 8 20 0 30 0 5021 1 2\n";

  @Test
  void ticksAreUserAndSystem() {
    assertThat(ProcStat.ticks(STAT)).isEqualTo(175);
  }

  @Test
  void ownTicksCountChildrenThatHaveEnded() {
    assertThat(ProcStat.ownTicks(STAT)).isEqualTo(190);
  }

  @Test
  void busyIsUserNiceSystemAndSteal() {
    String stat = "cpu  1000 20 300 99999 50 6 7 80 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n";
    assertThat(ProcStat.busyTicks(stat)).isEqualTo(1400);
  }

  @Test
  void residentMemoryIsThatOfALiveProcess() throws IOException {
    assertThat(ProcStat.residentKib("Name:\tx\nVmHWM:\t  9 kB\nVmRSS:\t  4096 kB\n", 1))
        .isEqualTo(4096);
    assertThatIOException().isThrownBy(() -> ProcStat.residentKib("Name:\tx\n", 1));
  }
}
