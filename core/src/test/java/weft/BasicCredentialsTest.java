package weft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BasicCredentialsTest {

  @ParameterizedTest
  @CsvSource(
      emptyValue = "",
      value = {
        "Aladdin:open sesame, Aladdin, open sesame",
        "Aladdin:open:sesame, Aladdin, open:sesame",
        "':', '', ''",
        "user:, user, ''",
        ":pass, '', pass",
        "test:123\u00a3, test, 123\u00a3",
      })
  void splitsAtTheFirstColon(String text, String username, String password) {
    assertThat(BasicCredentials.parse("Basic " + base64(text)))
        .contains(new BasicCredentials(username, password));
  }

  @ParameterizedTest
  @ValueSource(strings = {"basic ", "BASIC ", "bAsIc   "})
  void comparesTheSchemeWithoutCase(String scheme) {
    assertThat(BasicCredentials.parse(scheme + base64("u:p"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Basic",
        "Basic ",
        "BasicdTpw",
        "Basic\tdTpw",
        "Bearer dTpw",
        "Digest username=\"u\"",
        "Basic dTpw!",
        "Basic dTp", // without padding
        "Basic dTpw dTpw",
        "Basic dXA=", // no colon
        "Basic dTr/", // not UTF-8
        "Basic dTpwCg==", // a line feed
        "Basic -_==",
      })
  void refusesEverythingElse(String authorization) {
    assertThat(BasicCredentials.parse(authorization)).isEmpty();
  }

  @Test
  void keepsThePasswordOutOfLogs() {
    assertThat(new BasicCredentials("u", "secret").toString())
        .contains("u")
        .doesNotContain("secret");
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
