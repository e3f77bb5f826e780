package weft.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTest {

  private static Parameters parse(String field) {
    return Objects.requireNonNull(Parameters.parse(field), field);
  }

  @ParameterizedTest
  @CsvSource({
    "form-data; name=foo,          foo",
    "FORM-DATA;NAME=foo,           foo",
    "' form-data ; name=foo ; ;',  foo",
    "form-data; name=\"a b;c=d\",  a b;c=d",
    "form-data; name=\"\",         ''",
    "form-data; name=\"a\\\"b\",   a\"b",
    "form-data; name=\"a\\\\b\",   a\\b",
    "form-data; name=\"C:\\a\\b\", C:\\a\\b",
    "form-data; name=\"%22\",      %22",
    "form-data; name=\"Ã¼\",       ü",
  })
  void parameterIsText(String field, String value) {
    assertThat(parse(field).value()).isEqualTo("form-data");
    assertThat(parse(field).text("name")).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a; name*=UTF-8''%C3%BC",
        "a; name*=utf-8'de'%c3%bc; name=\"ue\"",
        "a; name=\"ue\"; NAME*=utf-8''%c3%bc",
      })
  void extendedParameterIsPreferred(String field) {
    assertThat(parse(field).text("name")).isEqualTo("ü");
  }

  @Test
  void parametersMayBeMissing() {
    assertThat(parse("Text/Plain")).isEqualTo(new Parameters("text/plain", Map.of()));
    assertThat(parse("a; b=c").text("d")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a; b",
        "a; b=",
        "a; =c",
        "a; b=c d",
        "a; b=\"c",
        "a; b=\"c\"d",
        "a; b=c; b=c",
        "a; b=c; B=d",
        "a; b =c",
        "a; b= c",
        "a; b=c,d",
        "a; b=\"c\\\"",
      })
  void whatIsMalformedIsNotGuessed(String field) {
    assertThat(Parameters.parse(field)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ü", "utf-8", "utf-8'%C3", "utf-8''%C", "koi8-r''%C3", "''a"})
  void malformedExtendedParametersAreRefused(String value) {
    var parameters = new Parameters("a", Map.of("b*", value, "b", "plain"));
    assertThatIllegalArgumentException().isThrownBy(() -> parameters.text("b"));
  }
}
