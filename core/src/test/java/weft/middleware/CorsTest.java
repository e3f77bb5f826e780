package weft.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.Handler;
import weft.Header;
import weft.Middleware;
import weft.Request;
import weft.ServeMux;
import weft.StatusException;
import weft.test.Recorder;
import weft.test.TestServer;
import weft.test.Wire;

class CorsTest {

  private static final String APP = "https://app.example";

  private static final Cors CORS =
      Cors.allow(APP, "http://localhost:3000")
          .withMethods("PUT")
          .withFields("Authorization", "content-type")
          .withExposedFields("ETag", "X-Total")
          .withCredentials()
          .withMaxAge(Duration.ofHours(1));

  private static final Handler HELLO = (w, _) -> w.print("hello");

  private static Request request(String method, String... fields) {
    return Request.builder(method, "/").header(Header.of(fields)).build();
  }

  private static Recorder serve(Middleware cors, Request r) throws Exception {
    return Recorder.serve(cors.wrap(HELLO), r);
  }

  private static Optional<String> allowed(Recorder w) {
    return Optional.ofNullable(w.sentHeader().get("Access-Control-Allow-Origin"));
  }

  @Test
  void anAllowedOriginMayRead() throws Exception {
    Recorder w = serve(CORS, request("GET", "Origin", APP));
    assertThat(w.text()).isEqualTo("hello");
    assertThat(w.sentHeader())
        .isEqualTo(
            Header.of(
                "Vary", "Origin",
                "Access-Control-Allow-Origin", APP,
                "Access-Control-Expose-Headers", "ETag, X-Total",
                "Access-Control-Allow-Credentials", "true",
                "Content-Type", "text/plain; charset=utf-8",
                "Content-Length", "5"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example.evil.example",
        "http://app.example",
        "https://app.example:8443",
        "https://APP.example",
        "https://evil.example",
        "null",
        ""
      })
  void anotherOriginMayNot(String origin) throws Exception {
    Recorder w = serve(CORS, request("POST", "Origin", origin));
    assertThat(w.text()).isEqualTo("hello");
    assertThat(w.sentHeader().names()).noneMatch(name -> name.startsWith("Access-Control"));
    assertThat(w.sentHeader().get("Vary")).isEqualTo("Origin");
  }

  @Test
  void withoutAnOriginThereIsOnlyVary() throws Exception {
    Recorder w = serve(CORS, request("GET"));
    assertThat(allowed(w)).isEmpty();
    assertThat(w.sentHeader().get("Vary")).isEqualTo("Origin");
    assertThat(allowed(serve(CORS, request("GET", "Origin", APP, "Origin", APP)))).isEmpty();
  }

  @Test
  void aPreflightIsAnswered() throws Exception {
    Recorder w =
        serve(
            CORS,
            request(
                "OPTIONS",
                "Origin",
                "http://localhost:3000",
                "Access-Control-Request-Method",
                "PUT",
                "Access-Control-Request-Headers",
                "authorization,content-type"));
    assertThat(w.status()).isEqualTo(204);
    assertThat(w.content()).isEmpty();
    assertThat(w.sentHeader())
        .isEqualTo(
            Header.of(
                "Vary", "Origin",
                "Vary", "Access-Control-Request-Method, Access-Control-Request-Headers",
                "Access-Control-Allow-Origin", "http://localhost:3000",
                "Access-Control-Expose-Headers", "ETag, X-Total",
                "Access-Control-Allow-Credentials", "true",
                "Access-Control-Allow-Methods", "GET, HEAD, POST, PUT",
                "Access-Control-Allow-Headers", "authorization, content-type",
                "Access-Control-Max-Age", "3600"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://evil.example, PUT, authorization, origin",
    "https://app.example, DELETE, authorization, method",
    "https://app.example, put, authorization, method",
    "https://app.example, PUT, 'authorization,x-evil', field",
    "https://app.example, PUT, '*', field",
  })
  void aPreflightForMoreIsRefused(String origin, String method, String fields, String what)
      throws Exception {
    Request r =
        request(
            "OPTIONS",
            "Origin",
            origin,
            "Access-Control-Request-Method",
            method,
            "Access-Control-Request-Headers",
            fields);
    assertThat(refusal(r)).isEqualTo(what + " not allowed by CORS\n");
  }

  private static String refusal(Request r) throws Exception {
    Recorder w = serve(CORS, r);
    assertThat(w.status()).isEqualTo(403);
    return w.text();
  }

  @Test
  void aPreflightMayAskForSoManyFieldsOnly() throws Exception {
    Request r =
        request(
            "OPTIONS",
            "Origin",
            APP,
            "Access-Control-Request-Method",
            "GET",
            "Access-Control-Request-Headers",
            "authorization,".repeat(400));
    assertThat(refusal(r)).isEqualTo("field not allowed by CORS\n");
  }

  @Test
  void optionsWithoutAMethodToAskForReachesTheHandler() throws Exception {
    assertThat(serve(CORS, request("OPTIONS", "Origin", APP)).text()).isEqualTo("hello");
  }

  @Test
  void everybodyMayReadWhatIsForAll() throws Exception {
    Recorder w = serve(Cors.allowAny(), request("GET", "Origin", "null"));
    assertThat(allowed(w)).hasValue("*");
    assertThat(w.sentHeader().contains("Vary")).isFalse();
    assertThat(allowed(serve(Cors.allowAny(), request("GET")))).hasValue("*");
    assertThatIllegalStateException().isThrownBy(() -> Cors.allowAny().withCredentials());
  }

  @Test
  void aTestOfOnesOwnIsAsked() throws Exception {
    Cors own = Cors.allowIf(origin -> origin.endsWith(".app.example") || origin.equals("null"));
    assertThat(allowed(serve(own, request("GET", "Origin", "https://a.app.example"))))
        .hasValue("https://a.app.example");
    assertThat(allowed(serve(own, request("GET", "Origin", "null")))).isEmpty();
  }

  @Test
  void aPrivateNetworkIsOpenedOnlyIfAsked() throws Exception {
    String[] preflight = {
      "Origin", APP,
      "Access-Control-Request-Method", "GET",
      "Access-Control-Request-Private-Network", "true"
    };
    String field = "Access-Control-Allow-Private-Network";
    Cors open = CORS.withPrivateNetwork();
    assertThat(serve(CORS, request("OPTIONS", preflight)).sentHeader().get(field)).isNull();
    assertThat(serve(open, request("OPTIONS", preflight)).sentHeader().get(field))
        .isEqualTo("true");
    assertThat(
            serve(open, request("OPTIONS", preflight[0], preflight[1], preflight[2], preflight[3]))
                .sentHeader()
                .contains(field))
        .isFalse();
  }

  @Test
  void errorsCanBeReadToo() throws Exception {
    var mux = new ServeMux();
    mux.around(CORS);
    mux.handle(
        "/teapot",
        (_, _) -> {
          throw new StatusException(418, "no coffee");
        });
    try (var server = TestServer.simulated(mux);
        Wire wire = server.connect()) {
      for (String path : new String[] {"/teapot", "/nowhere"}) {
        wire.send("GET " + path + " HTTP/1.1\r\nHost: h\r\nOrigin: " + APP + "\r\n\r\n");
        assertThat(wire.readResponse().header().get("Access-Control-Allow-Origin")).isEqualTo(APP);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "*", "null", "app.example", "https://", "https://App.example", "https://a/b"})
  void whatIsNoOriginIsRefused(String origin) {
    assertThatIllegalArgumentException().isThrownBy(() -> Cors.allow(origin));
  }

  @Test
  void whatIsNoTokenIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> CORS.withMethods("PUT, DELETE"));
    assertThatIllegalArgumentException().isThrownBy(() -> CORS.withFields("a b"));
    assertThatIllegalArgumentException().isThrownBy(() -> CORS.withExposedFields(""));
    assertThatIllegalArgumentException().isThrownBy(() -> CORS.withMaxAge(Duration.ofSeconds(-1)));
  }
}
