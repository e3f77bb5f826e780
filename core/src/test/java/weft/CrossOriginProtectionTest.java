package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CrossOriginProtectionTest {

  private final CrossOriginProtection protection =
      new CrossOriginProtection().withTrustedOrigin("https://trusted.example:8443");

  @ParameterizedTest
  @CsvSource(
      emptyValue = "",
      value = {
        "GET, cross-site, https://evil.example, true",
        "HEAD, cross-site, '', true",
        "OPTIONS, cross-site, '', true",
        "POST, same-origin, '', true",
        "POST, none, '', true",
        "POST, cross-site, '', false",
        "POST, same-site, '', false",
        "POST, cross-site, https://example.com, false",
        "PUT, cross-site, '', false",
        "DELETE, cross-site, '', false",
        "QUERY, cross-site, '', false",
        "POST, same-origin, https://evil.example, true",
        "POST, cross-site, https://trusted.example:8443, true",
        "POST, '', '', true",
        "POST, '', https://example.com, true",
        "POST, '', http://example.com, true",
        "POST, '', https://example.com:444, false",
        "POST, '', https://evil.example, false",
        "POST, '', https://example.com.evil.example, false",
        "POST, '', https://evil@example.com, false",
        "POST, '', https://trusted.example:8443, true",
        "POST, '', https://trusted.example, false",
        "POST, '', http://trusted.example:8443, false",
        "POST, '', null, false",
        "POST, '', example.com, false",
      })
  void letsPassWhatNoOtherSiteSent(String method, String site, String origin, boolean passes) {
    var builder = Request.builder(method, "/");
    if (!site.isEmpty()) {
      builder.field("Sec-Fetch-Site", site);
    }
    if (!origin.isEmpty()) {
      builder.field("Origin", origin);
    }
    assertThat(protection.allows(builder.build())).isEqualTo(passes);
  }

  @Test
  void answersInPlaceOfTheHandler() throws Exception {
    Request evil = Request.builder("POST", "/").field("Sec-Fetch-Site", "cross-site").build();
    var w = new FakeResponse();
    protection.wrap((_, _) -> w.print("ran")).serve(w, evil);
    assertThat(w.status()).isEqualTo(403);
    assertThat(w.text()).isEqualTo("cross-origin request refused\n");
    protection.withDenied((_, _) -> w.print("mine")).wrap(Handlers.notFound()).serve(w, evil);
    assertThat(w.text()).endsWith("mine");
    protection.wrap((_, _) -> w.print("ran")).serve(w, Request.builder("POST", "/").build());
    assertThat(w.text()).endsWith("ran");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com",
        "https://",
        "https://a/",
        "https://a/b",
        "https://a?b",
        "https://a#b",
        "https://u@a",
        "https://a b",
        "null"
      })
  void refusesWhatIsNoOrigin(String origin) {
    assertThatIllegalArgumentException().isThrownBy(() -> protection.withTrustedOrigin(origin));
  }
}
