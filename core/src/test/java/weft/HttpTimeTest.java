package weft;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HttpTimeTest {

  private static final Instant TIME = Instant.parse("1994-11-06T08:49:37Z");

  @Test
  void formatsWholeSeconds() {
    assertThat(HttpTime.format(TIME.plusMillis(999))).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void parsesAllForms() {
    assertThat(HttpTime.parse("Sun, 06 Nov 1994 08:49:37 GMT")).contains(TIME);
    assertThat(HttpTime.parse("Sunday, 06-Nov-94 08:49:37 GMT")).contains(TIME);
    assertThat(HttpTime.parse("Sun Nov  6 08:49:37 1994")).contains(TIME);
    assertThat(HttpTime.parse("0")).isEmpty();
  }
}
