package weft;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConstantsTest {

  static List<Field> statuses() {
    return Arrays.stream(Status.class.getFields()).toList();
  }

  @ParameterizedTest
  @MethodSource("statuses")
  void namesOfStatusesAreTheirTexts(Field status) throws Exception {
    String text = Status.text(status.getInt(null));
    String name = text.toUpperCase(Locale.ROOT).replace(' ', '_').replace('-', '_');
    assertThat(status.getName()).isEqualTo(name.replace("I'M_A_", ""));
  }

  @Test
  void everyStatusIsThereOnce() throws Exception {
    var codes = new HashSet<Integer>();
    for (Field status : statuses()) {
      assertThat(codes.add(status.getInt(null))).as(status.getName()).isTrue();
    }
    assertThat(codes).hasSize(62);
  }

  @ParameterizedTest
  @CsvSource({
    "200, OK",
    "203, Non-Authoritative Information",
    "404, Not Found",
    "413, Content Too Large",
    "418, I'm a teapot",
    "422, Unprocessable Content",
    "511, Network Authentication Required",
  })
  void knowsReasonPhrases(int code, String text) {
    assertThat(Status.text(code)).isEqualTo(text);
  }

  @Test
  void unknownStatusesHaveNoText() {
    for (int code : new int[] {-1, 0, 99, 306, 419, 599, 999}) {
      assertThat(Status.text(code)).isEmpty();
    }
  }

  @Test
  void methodsAreNamedAsTheyAreSent() throws Exception {
    for (Field method : Methods.class.getFields()) {
      assertThat(method.get(null)).isEqualTo(method.getName());
    }
    assertThat(Methods.class.getFields()).hasSize(10);
  }

  @Test
  void rejectReasonsHaveErrorStatuses() {
    for (RejectReason reason : RejectReason.values()) {
      assertThat(Status.text(reason.status())).as(reason.name()).isNotEmpty();
      assertThat(reason.status()).isBetween(400, 599);
    }
  }
}
