package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a=1 | a=1",
        "a=1&b=2 | a=1&b=2",
        "a=1&b=2&a=3 | a=1&a=3&b=2",
        "ascii=%3Ckey%3A+0x90%3E | ascii=%3Ckey%3A+0x90%3E",
        "a=%3B | a=%3B",
        "a%3Bb=1 | a%3Bb=1",
        "a | a=",
        "a= | a=",
        "=1 | =1",
        "a=b=c | a=b%3Dc",
        "&&a=1&&b=2& | a=1&b=2",
        "%e4%bd%a0=%E5%A5%BD | %E4%BD%A0=%E5%A5%BD",
        "q=a+b%2Bc | q=a+b%2Bc",
        "'' | %27%27=",
      })
  void parsesAndEncodes(String encoded, String again) throws StatusException {
    assertThat(Values.parse(encoded, 100).encode()).isEqualTo(again);
    assertThat(Values.parseLenient(encoded, 100)).isEqualTo(Values.parse(encoded, 100));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      quoteCharacter = '`',
      value = {
        "a=1;b=2 | ``",
        "a;b=1 | ``",
        "a=1&a=2;a=banana | a=1",
        "a;b&c=1 | c=1",
        "a=1&b=2;a=3&c=4 | a=1&c=4",
        "; | ``",
        "a=1; | ``",
        "a=1&; | a=1",
        ";a=1&b=2 | b=2",
        "a=%zz&b=1 | b=1",
        "a=%2&b=1 | b=1",
        "%=1 | ``",
      })
  void refusesOrLeavesOutWhatIsMalformed(String encoded, String lenient) {
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> Values.parse(encoded, 100))
        .satisfies(e -> assertThat(e.status()).isEqualTo(400));
    assertThat(Values.parseLenient(encoded, 100).encode()).isEqualTo(lenient);
  }

  @Test
  void boundsTheNumberOfParameters() throws StatusException {
    String three = "a=1&a=2&b=3";
    assertThat(Values.parse("&" + three + "&&", 3).encode()).isEqualTo(three);
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> Values.parse(three, 2))
        .withMessage("more than 2 parameters");
    assertThat(Values.parseLenient(three, 2).encode()).isEqualTo("a=1&a=2");
  }

  @Test
  void countsMalformedParametersTowardsTheBound() {
    assertThat(Values.parseLenient("%&%&a=1", 2).isEmpty()).isTrue();
  }

  @Test
  void looksUpByName() {
    Values values = Values.of("a", "1", "b", "", "a", "2");
    assertThat(values.get("a")).isEqualTo("1");
    assertThat(values.values("a")).containsExactly("1", "2");
    assertThat(values.get("b")).isEmpty();
    assertThat(values.contains("b")).isTrue();
    assertThat(values.get("A")).isNull();
    assertThat(values.get("A", "x")).isEqualTo("x");
    assertThat(values.get("a", "x")).isEqualTo("1");
    assertThat(values.values("A")).isEmpty();
    assertThat(values.contains("A")).isFalse();
    assertThat(values.names()).containsExactly("a", "b");
    assertThat(values.size()).isEqualTo(2);
    assertThat(values.asMap()).isEqualTo(Map.of("a", List.of("1", "2"), "b", List.of("")));
    assertThat(values).hasToString("a=1&a=2&b=");
  }

  @Test
  void cannotBeChanged() {
    Values values = Values.of("a", "1");
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> values.values("a").add("2"));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> values.asMap().remove("a"));
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> values.names().clear());
  }

  @Test
  void joinsWithTheOwnValuesFirst() {
    Values one = Values.of("a", "1");
    Values two = Values.of("b", "2", "a", "3");
    assertThat(one.and(two)).isEqualTo(Values.of("a", "1", "a", "3", "b", "2"));
    assertThat(one.get("b")).isNull();
    assertThat(one.and(Values.of())).isSameAs(one);
    assertThat(Values.of().and(one)).isSameAs(one);
  }

  @Test
  void refusesANameWithoutValue() {
    assertThatIllegalArgumentException().isThrownBy(() -> Values.of("a"));
  }

  @Test
  void manyNamesOfOneHashAreFoundAll() throws StatusException {
    var query = new StringBuilder();
    for (int i = 0; i < 4096; i++) {
      for (int bit = 0; bit < 12; bit++) {
        query.append((i >> bit & 1) == 0 ? "Aa" : "BB"); // equal hash codes
      }
      query.append('=').append(i).append('&');
    }
    Values values = Values.parse(query.toString(), 4096);
    assertThat(values.size()).isEqualTo(4096);
    assertThat(values.get("Aa".repeat(12))).isEqualTo("0");
    assertThat(values.get("BB".repeat(12))).isEqualTo("4095");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH"})
  void readsAForm(String method) throws Exception {
    Request r = form(method, "a=1&b=x+y&a=2").build();
    assertThat(r.postForm()).isEqualTo(Values.of("a", "1", "b", "x y", "a", "2"));
    assertThat(r.postForm()).isSameAs(r.postForm());
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "DELETE", "QUERY", "post"})
  void readsNoFormOfOtherMethods(String method) throws Exception {
    assertThat(form(method, "a=1").build().postForm().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-8",
        "Application/X-WWW-Form-Urlencoded ;x=y"
      })
  void knowsTheMediaTypeOfAForm(String type) throws Exception {
    Request r = Request.builder("POST", "/").field("Content-Type", type).body("a=1").build();
    assertThat(r.postForm().get("a")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text/plain", "multipart/form-data; boundary=x", "application/x-www"})
  void readsNoFormOfOtherMediaTypes(String type) throws Exception {
    var builder = Request.builder("POST", "/").body("a=1");
    Request r = (type.isEmpty() ? builder : builder.field("Content-Type", type)).build();
    assertThat(r.postForm().isEmpty()).isTrue();
    assertThat(r.body().readAllBytes()).hasSize(3);
  }

  @Test
  void boundsTheLengthOfAForm() throws Exception {
    Limits limits = Limits.STANDARD.with().formBytesMax(5).build();
    assertThat(form("POST", "a=123").limits(limits).build().postForm().get("a")).isEqualTo("123");
    Request declared = form("POST", "a=1234").limits(limits).build();
    assertThatExceptionOfType(ContentTooLargeException.class)
        .isThrownBy(declared::postForm)
        .satisfies(e -> assertThat(e.limit()).isEqualTo(5));
    assertThat(declared.body().available()).as("nothing was read").isEqualTo(6);
    Request request = form("POST", "a=1234").limits(limits).build();
    Request unknown = request.withBody(request.body(), -1);
    assertThatExceptionOfType(ContentTooLargeException.class).isThrownBy(unknown::postForm);
  }

  @Test
  void boundsTheParametersOfAForm() {
    Limits limits = Limits.STANDARD.with().queryParametersMax(1).build();
    assertThatExceptionOfType(StatusException.class)
        .isThrownBy(() -> form("POST", "a=1&b=2").limits(limits).build().postForm());
  }

  private static Request.Builder form(String method, String content) {
    return Request.builder(method, "/?q=0")
        .field("Content-Type", "application/x-www-form-urlencoded")
        .body(content);
  }
}
