package weft.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.Request;
import weft.test.Recorder;

class HttpsRedirectTest {

  private static Recorder serve(HttpsRedirect redirect, Request r) throws Exception {
    return Recorder.serve(redirect.wrap((w, _) -> w.print("secure")), r);
  }

  @ParameterizedTest
  @CsvSource({
    "example.com, /a%2Fb?c=d&e, https://example.com/a%2Fb?c=d&e",
    "example.com:8080, /, https://example.com/",
    "[2001:db8::1]:80, /, https://[2001:db8::1]/",
    "[2001:db8::1], /, https://[2001:db8::1]/",
    "example.com, //evil.example/, https://example.com//evil.example/",
    "example.com, *, https://example.com/",
    "example.com, http://example.com/x?y, https://example.com/x?y",
  })
  void theSameIsToBeAskedOverTls(String host, String target, String location) throws Exception {
    Request r = Request.builder("POST", target).host(host).build();
    Recorder w = serve(HttpsRedirect.toSameHost(), r);
    assertThat(w.status()).isEqualTo(308);
    assertThat(w.sentHeader().get("Location")).isEqualTo(location);
    assertThat(serve(HttpsRedirect.to("a.example:8443"), r).sentHeader().get("Location"))
        .isEqualTo(location.replaceFirst("https://(\\[.*]|[^/]+)", "https://a.example:8443"));
  }

  @Test
  void whatCameOverTlsPasses() throws Exception {
    Request r = Request.builder("GET", "/").scheme("https").build();
    assertThat(serve(HttpsRedirect.toSameHost(), r).text()).isEqualTo("secure");
  }

  @Test
  void withoutAHostThereIsNowhereToGo() throws Exception {
    Request r = Request.builder("GET", "/").protocol("HTTP/1.0").host("").build();
    assertThat(serve(HttpsRedirect.toSameHost(), r).status()).isEqualTo(400);
    assertThat(serve(HttpsRedirect.to("a.example"), r).status()).isEqualTo(308);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "https://a.example", "a.example/", "a b"})
  void whatIsNoHostIsRefused(String host) {
    assertThatIllegalArgumentException().isThrownBy(() -> HttpsRedirect.to(host));
  }
}
