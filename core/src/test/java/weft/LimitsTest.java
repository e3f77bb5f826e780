package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LimitsTest {

  static List<RecordComponent> bounds() {
    return Arrays.stream(Limits.class.getRecordComponents())
        .filter(c -> c.getType().isPrimitive())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void changesOneBoundAndKeepsTheOthers(RecordComponent bound) throws Exception {
    Limits changed = with(bound, 12_345).build();
    for (RecordComponent each : bounds()) {
      Object expected = each.getAccessor().invoke(Limits.STANDARD);
      if (each.getName().equals(bound.getName())) {
        expected = bound.getType() == long.class ? (Object) 12_345L : (Object) 12_345;
      }
      assertThat(each.getAccessor().invoke(changed)).as(each.getName()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void refusesABoundThatIsNotPositive(RecordComponent bound) throws Exception {
    for (int bad : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(with(bound, bad)::build)
          .withMessage(bound.getName() + " must be positive: " + bad);
    }
  }

  @Test
  void standardIsKeptByAnUnchangedBuilder() {
    assertThat(Limits.STANDARD.with().build()).isEqualTo(Limits.STANDARD);
  }

  private static Limits.Builder with(RecordComponent bound, int value) throws Exception {
    Method setter = Limits.Builder.class.getMethod(bound.getName(), bound.getType());
    Object argument = bound.getType() == long.class ? (Object) (long) value : (Object) value;
    return (Limits.Builder) setter.invoke(Limits.STANDARD.with(), argument);
  }
}
