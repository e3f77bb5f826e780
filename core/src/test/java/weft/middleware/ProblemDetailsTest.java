package weft.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.Handlers;
import weft.ServeMux;
import weft.StatusException;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

class ProblemDetailsTest {

  private static ServeMux mux() {
    var mux = new ServeMux();
    mux.around(new ProblemDetails().andThen(new Compress()));
    mux.handle("GET /ok", (w, _) -> w.print("fine"));
    mux.handle("GET /error", (w, _) -> Handlers.error(w, "no \"tea\"\n", 418));
    mux.handle(
        "GET /thrown",
        (_, _) -> {
          throw new StatusException(409, "taken");
        });
    mux.handle(
        "GET /bug",
        (w, _) -> {
          w.print("half a p");
          throw new IllegalStateException("a bug of the test");
        });
    mux.handle("POST /read", (_, r) -> r.body().readAllBytes());
    mux.group("", BasicAuth.of("r", Map.of())).handle("GET /secret", (_, _) -> {});
    mux.handle("GET /own", (w, _) -> Handlers.error(w, "what", 599));
    return mux;
  }

  private static WireResponse ask(String request) throws Exception {
    try (var server = TestServer.simulated(mux());
        Wire wire = server.connect()) {
      return wire.send(request + "\r\nHost: h\r\n\r\n").readResponse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          GET /error|418|{"title":"I'm a teapot","status":418,"detail":"no \\"tea\\"\\u000a"}
          GET /thrown|409|{"title":"Conflict","status":409,"detail":"taken"}
          GET /bug|500|{"title":"Internal Server Error","status":500}
          GET /x|404|{"title":"Not Found","status":404,"detail":"404 page not found"}
          PUT /ok|405|{"title":"Method Not Allowed","status":405}
          GET /secret|401|{"title":"Unauthorized","status":401}
          GET /own|599|{"status":599,"detail":"what"}
          """)
  void everyErrorIsAProblem(String request, int status, String content) throws Exception {
    WireResponse response = ask(request + " HTTP/1.1");
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.text()).isEqualTo(content + "\n");
    assertThat(response.header().get("Content-Type")).isEqualTo("application/problem+json");
    assertThat(response.header().get("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @Test
  void whatIsNoErrorIsLeftAlone() throws Exception {
    assertThat(ask("GET /ok HTTP/1.1").text()).isEqualTo("fine");
  }

  @Test
  void malformedContentIsAProblemToo() throws Exception {
    WireResponse response =
        ask("POST /read HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: h\r\n\r\nzzz");
    assertThat(response.text()).isEqualTo("{\"title\":\"Bad Request\",\"status\":400}\n");
  }
}
