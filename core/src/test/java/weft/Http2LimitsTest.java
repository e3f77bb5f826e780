package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Http2LimitsTest {

  static List<RecordComponent> bounds() {
    return Arrays.asList(Http2Limits.class.getRecordComponents());
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void changesOneBoundAndKeepsTheOthers(RecordComponent bound) throws Exception {
    Http2Limits changed = with(bound, 20_000).build();
    for (RecordComponent each : bounds()) {
      Number value = (Number) each.getAccessor().invoke(changed);
      Number standard = (Number) each.getAccessor().invoke(Http2Limits.STANDARD);
      long expected = each.getName().equals(bound.getName()) ? 20_000 : standard.longValue();
      assertThat(value.longValue()).as(each.getName()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void refusesABoundThatIsNotPositive(RecordComponent bound) throws Exception {
    for (int bad : new int[] {0, -1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(with(bound, bad)::build)
          .withMessageContaining(bound.getName());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {16_383, 1 << 24})
  void refusesAFrameSizeThatTheProtocolDoesNotHave(int bytes) {
    assertThatIllegalArgumentException()
        .isThrownBy(Http2Limits.STANDARD.with().frameBytesMax(bytes)::build);
  }

  @Test
  void areOneOfTheLimits() {
    Http2Limits few = Http2Limits.STANDARD.with().streamsMax(1).build();
    assertThat(Limits.STANDARD.with().http2(few).build().http2()).isEqualTo(few);
    assertThat(Http2Limits.STANDARD.with().build()).isEqualTo(Http2Limits.STANDARD);
  }

  private static Http2Limits.Builder with(RecordComponent bound, int value) throws Exception {
    Object argument = bound.getType() == long.class ? (Object) (long) value : (Object) value;
    return (Http2Limits.Builder)
        Http2Limits.Builder.class
            .getMethod(bound.getName(), bound.getType())
            .invoke(Http2Limits.STANDARD.with(), argument);
  }
}
