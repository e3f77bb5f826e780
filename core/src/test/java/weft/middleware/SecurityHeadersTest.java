package weft.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import weft.Handler;
import weft.Request;
import weft.StatusException;
import weft.test.Recorder;
import weft.test.Requests;
import weft.test.TestServer;
import weft.test.Wire;

class SecurityHeadersTest {

  private static final Handler NOTHING = (_, _) -> {};

  private static Request over(String scheme) {
    return Request.builder("GET", "/").scheme(scheme).build();
  }

  @Test
  void allAreStrict() throws Exception {
    Recorder w = Recorder.serve(new SecurityHeaders().wrap(NOTHING), Requests.get("/"));
    assertThat(w.sentHeader().names())
        .containsExactly(
            "Content-Security-Policy",
            "Cross-Origin-Opener-Policy",
            "Cross-Origin-Resource-Policy",
            "Referrer-Policy",
            "X-Content-Type-Options",
            "X-Frame-Options",
            "Content-Length");
    assertThat(w.sentHeader().get("Content-Security-Policy")).contains("default-src 'self'");
  }

  @Test
  void eachCanBeChangedOrLeftOut() throws Exception {
    SecurityHeaders own =
        new SecurityHeaders()
            .with("referrer-policy", "same-origin")
            .with("Permissions-Policy", "camera=()")
            .without("X-Frame-Options");
    Handler handler = (w, _) -> w.header().set("Content-Security-Policy", "default-src 'none'");
    Recorder w = Recorder.serve(own.wrap(handler), Requests.get("/"));
    assertThat(w.sentHeader().values("Referrer-Policy")).containsExactly("same-origin");
    assertThat(w.sentHeader().get("Permissions-Policy")).isEqualTo("camera=()");
    assertThat(w.sentHeader().contains("X-Frame-Options")).isFalse();
    assertThat(w.sentHeader().values("Content-Security-Policy"))
        .containsExactly("default-src 'none'");
  }

  @Test
  void hstsIsToldOverTlsOnly() throws Exception {
    SecurityHeaders year = new SecurityHeaders().withHsts(Duration.ofDays(365), true);
    String name = "Strict-Transport-Security";
    assertThat(Recorder.serve(year.wrap(NOTHING), over("https")).sentHeader().get(name))
        .isEqualTo("max-age=31536000; includeSubDomains");
    assertThat(Recorder.serve(year.wrap(NOTHING), over("http")).sentHeader().get(name)).isNull();
    SecurityHeaders zero = year.withHsts(Duration.ZERO, false);
    assertThat(Recorder.serve(zero.wrap(NOTHING), over("https")).sentHeader().get(name))
        .isEqualTo("max-age=0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> year.withHsts(Duration.ofSeconds(-1), false));
    assertThatIllegalArgumentException().isThrownBy(() -> year.with(name, "max-age=1"));
  }

  @Test
  void errorsHaveThemToo() throws Exception {
    Handler failing =
        (_, _) -> {
          throw new StatusException(418, "no coffee");
        };
    try (var server = TestServer.simulated(new SecurityHeaders().wrap(failing));
        Wire wire = server.connect()) {
      wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(wire.readResponse().header().get("X-Frame-Options")).isEqualTo("DENY");
    }
  }
}
