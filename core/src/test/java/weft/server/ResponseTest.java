package weft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.Handler;
import weft.Header;
import weft.Limits;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

/// What a handler does to its response, and what the client then sees.
class ResponseTest {

  private static final int BUFFER = Limits.STANDARD.responseBufferBytes();

  /// Sends one request and returns the response; checks that the connection can be used again.
  private static WireResponse kept(Handler handler, String request) throws IOException {
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      WireResponse response = ask(wire, request);
      assertThat(ask(wire, request).header()).isEqualTo(response.header());
      return response;
    }
  }

  /// Sends one request and returns the response; checks that the server then closes.
  private static WireResponse last(Handler handler, String request) throws IOException {
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      WireResponse response = ask(wire, request);
      assertThat(wire.isAtEnd()).isTrue();
      return response;
    }
  }

  private static WireResponse ask(Wire wire, String request) throws IOException {
    wire.send(request);
    return request.startsWith("HEAD") ? wire.readHeadResponse() : wire.readResponse();
  }

  private static WireResponse get(Handler handler) throws IOException {
    return kept(handler, Sample.get("/"));
  }

  /// Returns all octets that the server sends, as text.
  private static String raw(Handler handler, String request) throws IOException {
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      return new String(wire.send(request).readToEnd(), StandardCharsets.ISO_8859_1);
    }
  }

  private static String head(String target) {
    return Sample.get(target).replaceFirst("GET", "HEAD");
  }

  @Test
  void doingNothingIs200WithoutContent() throws IOException {
    WireResponse response = get((_, _) -> {});
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header().names()).containsExactlyInAnyOrder("Date", "Content-Length");
    assertThat(response.header().get("Content-Length")).isEqualTo("0");
    assertThat(response.header().get("Date")).isEqualTo("Thu, 01 Jan 2026 00:00:00 GMT");
  }

  @Test
  void lengthOfContentThatFitsTheBufferIsComputed() throws IOException {
    WireResponse response = get((w, _) -> w.write(new byte[BUFFER]));
    assertThat(response.header().get("Content-Length")).isEqualTo(Integer.toString(BUFFER));
    assertThat(response.content()).hasSize(BUFFER);
  }

  @Test
  void oneByteMoreIsChunked() throws IOException {
    WireResponse response =
        get(
            (w, _) -> {
              w.write(new byte[BUFFER]);
              w.write('x');
            });
    assertThat(response.header().contains("Content-Length")).isFalse();
    assertThat(response.header().get("Transfer-Encoding")).isEqualTo("chunked");
    assertThat(response.content()).hasSize(BUFFER + 1);
  }

  @Test
  void declaredLengthIsNotChunked() throws IOException {
    WireResponse response =
        get(
            (w, _) -> {
              w.header().set("Content-Length", "100000");
              w.write(new byte[60_000]);
              w.flush();
              w.write(new byte[40_000]);
            });
    assertThat(response.header().get("Content-Length")).isEqualTo("100000");
    assertThat(response.header().contains("Transfer-Encoding")).isFalse();
    assertThat(response.content()).hasSize(100_000);
  }

  @Test
  void flushSendsWhatIsThere() throws Exception {
    var seen = new CountDownLatch(1);
    Handler handler =
        (w, _) -> {
          w.print("first");
          w.flush();
          assertThat(w.isCommitted()).isTrue();
          seen.await();
          w.print("second");
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      while (!wire.readLine().isEmpty()) {
        assertThat(seen.getCount()).isOne();
      }
      assertThat(wire.readLine()).isEqualTo("5");
      assertThat(wire.readLine()).isEqualTo("first");
      seen.countDown();
      assertThat(wire.readLine()).isEqualTo("6");
      assertThat(wire.readLine()).isEqualTo("second");
      assertThat(wire.readLine()).isEqualTo("0");
    }
  }

  @Test
  void headSaysWhatGetWould() throws IOException {
    WireResponse response = kept((w, _) -> w.print("hello"), head("/"));
    assertThat(response.header().get("Content-Length")).isEqualTo("5");
    assertThat(response.header().get("Content-Type")).isEqualTo("text/plain; charset=utf-8");
  }

  @Test
  void headWithoutContentSaysNoLength() throws IOException {
    assertThat(kept((_, _) -> {}, head("/")).header().contains("Content-Length")).isFalse();
  }

  @Test
  void headOfLongContentSendsNone() throws IOException {
    kept((w, _) -> w.write(new byte[5 * BUFFER]), head("/"));
  }

  @Test
  void headMayDeclareWithoutWriting() throws IOException {
    Handler handler = (w, _) -> w.header().set("Content-Length", "123456");
    assertThat(kept(handler, head("/")).header().get("Content-Length")).isEqualTo("123456");
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 304})
  void someStatusesHaveNoContentAndNoLength(int status) throws IOException {
    WireResponse response =
        get(
            (w, _) -> {
              w.status(status);
              assertThatIllegalStateException().isThrownBy(() -> w.print("x"));
            });
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.header().names()).containsExactly("Date");
  }

  @Test
  void moreThanDeclaredIsRefusedAndNotSent() throws IOException {
    WireResponse response =
        get(
            (w, _) -> {
              w.header().set("Content-Length", "5");
              w.print("hello");
              assertThatIllegalStateException().isThrownBy(() -> w.print("!"));
            });
    assertThat(response.text()).isEqualTo("hello");
  }

  @Test
  void lessThanDeclaredIs500IfNothingWasSent() throws IOException {
    Handler handler =
        (w, _) -> {
          w.header().set("Content-Length", "6");
          w.print("hello");
        };
    assertThat(get(handler).status()).isEqualTo(500);
  }

  @Test
  void lessThanDeclaredClosesIfTheHeadWasSent() throws IOException {
    String all =
        raw(
            (w, _) -> {
              w.header().set("Content-Length", "6");
              w.print("hello");
              w.flush();
            },
            Sample.get("/"));
    assertThat(all).contains("Content-Length: 6").endsWith("\r\n\r\nhello");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "-1", "+5", "5x", "99999999999999999999"})
  void declaredLengthThatIsNoneIsNotSent(String length) throws IOException {
    Handler handler =
        (w, _) -> {
          w.header().set("Content-Length", length);
          w.print("hello");
        };
    assertThat(get(handler).header().values("Content-Length")).containsExactly("5");
  }

  @Test
  void framingOfTheHandlerIsNotSent() throws IOException {
    Handler handler =
        (w, _) -> {
          w.header().set("Transfer-Encoding", "gzip, chunked");
          w.print("hello");
        };
    WireResponse response = get(handler);
    assertThat(response.header().contains("Transfer-Encoding")).isFalse();
    assertThat(response.text()).isEqualTo("hello");
  }

  @ParameterizedTest
  @CsvSource({
    "<!DOCTYPE html><p>, text/html; charset=utf-8",
    "plain, text/plain; charset=utf-8",
    "%PDF-1.7, application/pdf",
  })
  void typeIsSniffed(String content, String type) throws IOException {
    assertThat(get((w, _) -> w.print(content)).header().get("Content-Type")).isEqualTo(type);
  }

  @Test
  void typeIsSniffedFromSeveralWrites() throws IOException {
    Handler handler =
        (w, _) -> {
          w.print("<!DOC");
          w.print("TYPE html><p>" + "x".repeat(2 * BUFFER));
        };
    assertThat(get(handler).header().get("Content-Type")).isEqualTo("text/html; charset=utf-8");
  }

  @Test
  void typeOfTheHandlerStands() throws IOException {
    Handler handler =
        (w, _) -> {
          w.header().set("Content-Type", "a/b");
          w.print("<html>");
        };
    assertThat(get(handler).header().values("Content-Type")).containsExactly("a/b");
  }

  @Test
  void encodedContentIsNotSniffed() throws IOException {
    Handler handler =
        (w, _) -> {
          w.header().set("Content-Encoding", "gzip");
          w.print("<html>");
        };
    assertThat(get(handler).header().contains("Content-Type")).isFalse();
  }

  @Test
  void suppressedFieldsAreNotAdded() throws IOException {
    Handler handler =
        (w, _) -> {
          w.header().suppress("Date").suppress("Content-Type");
          w.print("<html>");
        };
    assertThat(get(handler).header().names()).containsExactly("Content-Length");
  }

  @Test
  void dateOfTheHandlerStands() throws IOException {
    Handler handler = (w, _) -> w.header().set("Date", "now");
    assertThat(get(handler).header().values("Date")).containsExactly("now");
  }

  @Test
  void announcedTrailerIsSent() throws IOException {
    Handler handler =
        (w, _) -> {
          w.header().set("Trailer", "X-Sum");
          w.print("hello");
          w.flush();
          w.trailer().set("X-Sum", "42");
        };
    WireResponse response = get(handler);
    assertThat(response.header().get("Trailer")).isEqualTo("X-Sum");
    assertThat(response.header().contains("X-Sum")).isFalse();
    assertThat(response.trailer().get("X-Sum")).isEqualTo("42");
    assertThat(response.text()).isEqualTo("hello");
  }

  @Test
  void trailerThatWasNotAnnouncedIsSent() throws IOException {
    Handler handler =
        (w, _) -> {
          w.print("hello");
          w.trailer().set("X-Sum", "42");
        };
    WireResponse response = get(handler);
    assertThat(response.header().get("Transfer-Encoding")).isEqualTo("chunked");
    assertThat(response.trailer().get("X-Sum")).isEqualTo("42");
  }

  @Test
  void declaredLengthHasNoTrailer() throws IOException {
    Handler handler =
        (w, _) -> {
          w.header().set("Content-Length", "5");
          w.trailer().set("X-Sum", "42");
          w.print("hello");
        };
    assertThat(get(handler).trailer().isEmpty()).isTrue();
  }

  @Test
  void forbiddenTrailerIs500IfNothingWasSent() throws IOException {
    Handler handler =
        (w, _) -> {
          w.print("hello");
          w.trailer().set("Content-Length", "42");
        };
    assertThat(get(handler).status()).isEqualTo(500);
  }

  @Test
  void interimResponsesComeFirst() throws IOException {
    Handler handler =
        (w, _) -> {
          w.inform(103, Header.of("Link", "</style.css>; rel=preload"));
          w.inform(102);
          w.print("hello");
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      WireResponse hints = wire.readResponse();
      assertThat(hints.status()).isEqualTo(103);
      assertThat(hints.header().names()).containsExactly("Link");
      assertThat(wire.readResponse().status()).isEqualTo(102);
      WireResponse response = wire.readResponse();
      assertThat(response.text()).isEqualTo("hello");
      assertThat(response.header().contains("Link")).isFalse();
    }
  }

  @Test
  void interimResponsesAreNotForHttp10() throws IOException {
    Handler handler =
        (w, _) -> {
          w.inform(103);
          w.print("hello");
        };
    assertThat(last(handler, "GET / HTTP/1.0\r\n\r\n").status()).isEqualTo(200);
  }

  @Test
  void statusIsSettledOnceTheHeadWasSent() throws IOException {
    Handler handler =
        (w, _) -> {
          w.status(201);
          w.status(202);
          w.flush();
          assertThatIllegalStateException().isThrownBy(() -> w.status(500));
          assertThatIllegalStateException().isThrownBy(() -> w.header().set("X", "y"));
          assertThatIllegalStateException().isThrownBy(() -> w.inform(103));
          assertThat(w.status()).isEqualTo(202);
        };
    assertThat(get(handler).status()).isEqualTo(202);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 99, 100, 103, 1000})
  void statusThatIsNotFinalIsRefused(int status) throws IOException {
    Handler handler =
        (w, _) -> assertThatIllegalArgumentException().isThrownBy(() -> w.status(status));
    assertThat(get(handler).status()).isEqualTo(200);
  }

  @Test
  void unknownStatusHasANeutralReason() throws IOException {
    WireResponse response = get((w, _) -> w.status(799));
    assertThat(response.status()).isEqualTo(799);
    assertThat(response.reason()).isEqualTo("status code 799");
  }

  @Test
  void http10IsClosedAfterTheResponse() throws IOException {
    WireResponse response = last((w, _) -> w.print("hello"), "GET / HTTP/1.0\r\n\r\n");
    assertThat(response.header().get("Content-Length")).isEqualTo("5");
    assertThat(response.header().get("Connection")).isEqualTo("close");
  }

  @Test
  void http10LongContentEndsWithTheConnection() throws IOException {
    Handler handler = (w, _) -> w.write(new byte[3 * BUFFER]);
    WireResponse response = last(handler, "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assertThat(response.header().contains("Transfer-Encoding")).isFalse();
    assertThat(response.header().contains("Content-Length")).isFalse();
    assertThat(response.header().get("Connection")).isEqualTo("close");
    assertThat(response.content()).hasSize(3 * BUFFER);
  }

  @Test
  void http10MayAskToKeep() throws IOException {
    WireResponse response =
        kept((w, _) -> w.print("hello"), "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    assertThat(response.header().get("Connection")).isEqualTo("keep-alive");
  }

  @Test
  void clientMayAskToClose() throws IOException {
    WireResponse response = last((w, _) -> w.print("hello"), Sample.get("/", "Connection: close"));
    assertThat(response.header().values("Connection")).containsExactly("close");
  }

  @Test
  void handlerMayClose() throws IOException {
    Handler handler =
        (w, _) -> {
          w.header().set("Connection", "close");
          w.print("hello");
        };
    assertThat(last(handler, Sample.get("/")).header().values("Connection"))
        .containsExactly("close");
  }

  @Test
  void closeCompletesTheResponseOnce() throws IOException {
    Handler handler =
        (w, _) -> {
          w.print("hello");
          w.close();
          w.close();
          w.flush();
          assertThatIllegalStateException().isThrownBy(() -> w.print("!"));
          assertThat(w.bytesWritten()).isEqualTo(5);
        };
    assertThat(get(handler).text()).isEqualTo("hello");
  }

  @Test
  void closedResponseArrivesWhileTheHandlerGoesOn() throws IOException {
    var seen = new CountDownLatch(1);
    Handler handler =
        (w, _) -> {
          w.print("hello");
          w.close();
          seen.await();
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo("hello");
      seen.countDown();
      assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo("hello");
    }
  }

  @Test
  void textIsUtf8() throws IOException {
    assertThat(get((w, _) -> w.printf("%s %.1f", "你妹", 1.5)).text()).isEqualTo("你妹 1.5");
  }

  @Test
  void writesOfAnySizeKeepTheirOrder() throws IOException {
    byte[] content = new byte[100_000];
    new Random(1).nextBytes(content);
    Handler handler =
        (w, _) -> {
          var sizes = new Random(2);
          for (int at = 0; at < content.length; ) {
            int length = Math.min(content.length - at, sizes.nextInt(1, 3 * BUFFER));
            w.write(content, at, length);
            at += length;
          }
        };
    assertThat(get(handler).content()).isEqualTo(content);
  }

  @Test
  void generalOptionsAreTheServersOwn() throws IOException {
    WireResponse response =
        kept((w, _) -> w.print("handler"), "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header().get("Content-Length")).isEqualTo("0");
  }

  @Test
  void generalOptionsMayBeTheHandlers() throws IOException {
    var builder = Server.builder((w, r) -> w.print(r.target())).generalOptions(false);
    try (var server = TestServer.simulated(builder);
        Wire wire = server.connect()) {
      wire.send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThat(wire.readResponse().text()).isEqualTo("*");
    }
  }
}
