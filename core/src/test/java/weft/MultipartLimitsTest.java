package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MultipartLimitsTest {

  static List<RecordComponent> bounds() {
    return Arrays.asList(MultipartLimits.class.getRecordComponents());
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void changesOneBoundAndKeepsTheOthers(RecordComponent bound) throws Exception {
    MultipartLimits changed = with(bound, 12_345);
    for (RecordComponent each : bounds()) {
      Number value = (Number) each.getAccessor().invoke(changed);
      Number standard = (Number) each.getAccessor().invoke(MultipartLimits.STANDARD);
      long expected = each.getName().equals(bound.getName()) ? 12_345 : standard.longValue();
      assertThat(value.longValue()).as(each.getName()).isEqualTo(expected);
    }
    assertThat(Limits.STANDARD.with().multipart(changed).build().multipart()).isEqualTo(changed);
  }

  @ParameterizedTest
  @MethodSource("bounds")
  void refusesABoundThatIsNotPositive(RecordComponent bound) {
    for (int bad : new int[] {0, -1}) {
      assertThatThrownBy(() -> with(bound, bad))
          .rootCause()
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(bound.getName() + " must be positive: " + bad);
    }
  }

  private static MultipartLimits with(RecordComponent bound, int value) throws Exception {
    String name = bound.getName();
    String setter = "with" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
    Method method = MultipartLimits.class.getMethod(setter, bound.getType());
    Object argument = bound.getType() == long.class ? (Object) (long) value : (Object) value;
    return (MultipartLimits) method.invoke(MultipartLimits.STANDARD, argument);
  }
}
