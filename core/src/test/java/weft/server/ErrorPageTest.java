package weft.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import weft.ErrorPage;
import weft.Handler;
import weft.Limits;
import weft.Status;
import weft.StatusException;
import weft.middleware.ProblemDetails;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

/// Error replies have the content that the server was told, whoever makes them.
class ErrorPageTest {

  private static final Handler HANDLER =
      (w, r) -> {
        switch (r.path()) {
          case "/thrown" -> throw new StatusException(409, "taken");
          case "/own" -> {
            w.errorPage(ErrorPage.PLAIN_TEXT);
            throw new StatusException(409, "taken");
          }
          default -> w.print(r.body().readAllBytes().length);
        }
      };

  private static Server.Builder problems() {
    Limits small =
        Limits.STANDARD
            .with()
            .targetBytesMax(20)
            .headerBytesMax(200)
            .headerFieldsMax(5)
            .contentBytesMax(10)
            .build();
    return Server.builder(HANDLER).limits(small).errorPage(ProblemDetails.PAGE);
  }

  private static void check(WireResponse response, int status, String json) {
    assertThat(response.text()).isEqualTo(json + "\n");
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header().get("Content-Type")).isEqualTo("application/problem+json");
    assertThat(response.header().get("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  private static String problem(int status, String title, String detail) {
    return "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}".formatted(title, status, detail);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET / HTTP/1.1~~ | 400 | missing host
          GET  / HTTP/1.1~Host: h~~ | 400 | bad request line
          G@T / HTTP/1.1~Host: h~~ | 400 | bad method
          POST / HTTP/1.1~Host: h~Content-Length: 11~~ | 413 | content too large
          POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~~b~12345678901~0~~ | 413 |
          POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~~x~ | 400 |
          GET /67890123456789012345 HTTP/1.1~Host: h~~ | 414 | target too long
          GET / HTTP/1.1~Host: h~Expect: x~~ | 417 | unknown expectation
          GET / HTTP/1.1~Host: h~A: 1~B: 2~C: 3~D: 4~E: 5~~ | 431 | too many fields
          POST / HTTP/1.1~Host: h~Transfer-Encoding: gzip~~ | 501 | unknown coding
          GET / HTTP/2.1~Host: h~~ | 505 | unsupported version
          GET /thrown HTTP/1.1~Host: h~~ | 409 | taken
          """)
  void everyErrorIsAProblem(String request, int status, String detail) throws Exception {
    try (var server = TestServer.simulated(problems());
        Wire wire = server.connect()) {
      WireResponse response = wire.send(request.replace("~", "\r\n")).readResponse();
      String title = Status.text(status);
      String plain = "{\"title\":\"%s\",\"status\":%d}".formatted(title, status);
      check(response, status, detail == null ? plain : problem(status, title, detail));
    }
  }

  @Test
  void aHandlerMayHaveAnother() throws Exception {
    try (var server = TestServer.simulated(problems());
        Wire wire = server.connect()) {
      assertThat(wire.send(Sample.get("/own")).readResponse().text()).isEqualTo("taken\n");
      check(
          wire.send(Sample.get("/thrown")).readResponse(), 409, problem(409, "Conflict", "taken"));
    }
  }

  @Test
  void soIsAHeadThatComesTooLate() throws Exception {
    try (var server = TestServer.simulated(problems().readHeaderTimeout(Duration.ofSeconds(10)));
        Wire wire = server.connect()) {
      wire.send("GET / HT");
      server.advance(Duration.ofSeconds(11));
      String json = problem(408, "Request Timeout", "the request did not arrive in time");
      check(wire.readResponse(), 408, json);
    }
  }

  @Test
  void soIsAConnectionTooMany() throws Exception {
    try (var server = TestServer.simulated(problems().connectionsMax(1));
        Wire kept = server.connect()) {
      kept.send(Sample.get("/")).readResponse();
      try (Wire shed = server.connect()) {
        String json = problem(503, "Service Unavailable", "too many connections");
        check(shed.send(Sample.get("/")).readResponse(), 503, json);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void soIsClearTextWhereTlsIsSpoken(Network network) throws Exception {
    try (var server = network.start(problems().tls(Tls.selfSigned("localhost")));
        Wire wire = server.connect()) {
      WireResponse response = wire.send(Sample.get("/")).readResponse();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.header().get("Content-Type")).isEqualTo("application/problem+json");
    }
  }

  @Test
  void aPageThatFailsIsReplaced() throws Exception {
    ErrorPage failing =
        (_, _) -> {
          throw new IllegalStateException("a bug of the test");
        };
    try (var server = TestServer.simulated(Server.builder(HANDLER).errorPage(failing));
        Wire wire = server.connect()) {
      WireResponse response = wire.send("GET / HTTP/1.1\r\n\r\n").readResponse();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.text()).isEqualTo("missing host\n");
    }
  }
}
