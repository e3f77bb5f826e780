package weft;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import weft.fuzz.Allocation;

/// Queries and urlencoded forms: parsed or refused with [StatusException], never anything else.
class ValuesFuzzTest {

  private static final int PARAMETERS_MAX = 20;

  @FuzzTest(maxDuration = "2m")
  void parametersSurviveEncoding(byte[] data) throws Exception {
    String encoded = new String(data, StandardCharsets.UTF_8);
    Values lenient =
        Allocation.bounded(data.length, () -> Values.parseLenient(encoded, PARAMETERS_MAX));
    assertThat(count(lenient)).isLessThanOrEqualTo(PARAMETERS_MAX);
    assertThat(Values.parse(lenient.encode(), PARAMETERS_MAX)).isEqualTo(lenient);
    Values strict = strict(encoded);
    if (strict != null) {
      assertThat(strict).isEqualTo(lenient);
      assertThat(strict.names()).containsExactlyElementsOf(lenient.names());
      assertThat(Values.parse(strict.encode(), PARAMETERS_MAX).encode()).isEqualTo(strict.encode());
    }
  }

  @FuzzTest(maxDuration = "2m")
  void formIsTheQueryOfTheSameOctets(byte[] data) throws Exception {
    Request request =
        Request.builder("POST", "/")
            .field("Content-Type", "application/x-www-form-urlencoded")
            .limits(Limits.STANDARD.with().queryParametersMax(PARAMETERS_MAX).build())
            .body(new ByteArrayInputStream(data), -1)
            .build();
    Values expected = strict(new String(data, StandardCharsets.UTF_8));
    assertThat(form(request)).isEqualTo(expected);
  }

  private static @Nullable Values strict(String encoded) {
    try {
      return Values.parse(encoded, PARAMETERS_MAX);
    } catch (StatusException refused) {
      assertThat(refused.status()).isEqualTo(400);
      return null;
    }
  }

  private static @Nullable Values form(Request request) throws IOException {
    try {
      return request.form();
    } catch (StatusException refused) {
      assertThat(refused.status()).isEqualTo(400);
      return null;
    }
  }

  private static int count(Values values) {
    return values.names().stream().mapToInt(name -> values.values(name).size()).sum();
  }
}
