package weft.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.Handler;
import weft.Request;
import weft.test.Recorder;
import weft.test.Requests;
import weft.test.TestServer;
import weft.test.WireResponse;

class ServeContentTest {

  private static final Instant MODIFIED = Instant.parse("2014-06-25T17:12:18.000000123Z");
  private static final String TEXT = "0123456789\n";

  /// Inputs and outcomes of Go's table for ServeContent, and of its tables of ranges.
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      nullValues = "-",
      quoteCharacter = '\0',
      textBlock =
          """
          # entity-tag; field; value; status; Content-Range
          -       ; -                   ; -                             ; 200 ; -
          "foo"   ; If-Modified-Since   ; Wed, 25 Jun 2014 17:12:18 GMT ; 304 ; -
          "foo"   ; If-Modified-Since   ; Wed, 25 Jun 2014 17:12:17 GMT ; 200 ; -
          "foo"   ; If-None-Match       ; "foo"                         ; 304 ; -
          W/"foo" ; If-None-Match       ; "baz", W/"foo"                ; 304 ; -
          "foo"   ; If-None-Match       ; "Foo"                         ; 200 ; -
          "foo"   ; If-None-Match       ; ,                             ; 200 ; -
          "foo"   ; If-None-Match       ; *                             ; 304 ; -
          "A"     ; If-Match            ; "Z", "A"                      ; 200 ; -
          "A"     ; If-Match            ; *                             ; 200 ; -
          "A"     ; If-Match            ; "B"                           ; 412 ; -
          W/"A"   ; If-Match            ; W/"A"                         ; 412 ; -
          -       ; If-Match            ; "A"                           ; 412 ; -
          -       ; If-Unmodified-Since ; Wed, 25 Jun 2014 17:12:18 GMT ; 200 ; -
          -       ; If-Unmodified-Since ; Wed, 25 Jun 2014 17:12:16 GMT ; 412 ; -
          -       ; If-Unmodified-Since ; yesterday                     ; 200 ; -
          "A"     ; Range               ; bytes=0-4                     ; 206 ; bytes 0-4/11
          "A"     ; Range               ; bytes=2-                      ; 206 ; bytes 2-10/11
          "A"     ; Range               ; bytes=-5                      ; 206 ; bytes 6-10/11
          "A"     ; Range               ; bytes=5-1000                  ; 206 ; bytes 5-10/11
          "A"     ; Range               ; bytes=0-,1-,2-,3-,4-          ; 200 ; -
          "A"     ; Range               ; bytes=10-11                   ; 206 ; bytes 10-10/11
          "A"     ; Range               ; bytes=11-                     ; 416 ; bytes */11
          "A"     ; Range               ; bytes=11-12                   ; 416 ; bytes */11
          "A"     ; Range               ; bytes=100-1000                ; 416 ; bytes */11
          "A"     ; Range               ; lines=0-1                     ; 200 ; -
          """)
  void answersConditionsAndRanges(
      @Nullable String tag,
      @Nullable String field,
      @Nullable String value,
      int status,
      @Nullable String contentRange)
      throws Exception {
    var request = Request.builder("GET", "/");
    if (field != null && value != null) {
      request.field(field, value);
    }
    Recorder answer = Recorder.serve(text(tag), request.build());
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.sentHeader().get("Content-Range")).isEqualTo(contentRange);
    String type = status == 304 || status == 412 ? null : "text/plain; charset=utf-8";
    assertThat(answer.sentHeader().get("Content-Type")).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\0',
      textBlock =
          """
          "A"   ; "A"                           ; 206
          "A"   ; "B"                           ; 200
          W/"A" ; W/"A"                         ; 200
          "A"   ; Wed, 25 Jun 2014 17:12:18 GMT ; 206
          "A"   ; Wed, 25 Jun 2014 17:12:19 GMT ; 200
          "A"   ; soon                          ; 200
          """)
  void ifRangeNamesWhatTheClientHas(String tag, String value, int status) throws Exception {
    Request request =
        Request.builder("GET", "/").field("Range", "bytes=0-4").field("If-Range", value).build();
    assertThat(Recorder.serve(text(tag), request).status()).isEqualTo(status);
  }

  @Test
  void headIgnoresRangesAndSaysTheLength() throws Exception {
    Request request = Request.builder("HEAD", "/").field("Range", "bytes=0-4").build();
    Recorder answer = Recorder.serve(text("\"A\""), request);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.sentHeader().get("Content-Length")).isEqualTo("11");
    assertThat(answer.content()).isEmpty();
  }

  @Test
  void severalRangesAreOneMultipart() throws Exception {
    Request request = Request.builder("GET", "/").field("Range", "bytes=0-1,5-8").build();
    Recorder answer = Recorder.serve(text("\"A\""), request);
    String type = answer.sentHeader().get("Content-Type");
    assertThat(type).startsWith("multipart/byteranges; boundary=");
    String boundary = type.substring(type.indexOf('=') + 1);
    assertThat(answer.text())
        .isEqualTo(
            """

            --B
            Content-Type: text/plain; charset=utf-8
            Content-Range: bytes 0-1/11

            01
            --B
            Content-Type: text/plain; charset=utf-8
            Content-Range: bytes 5-8/11

            5678
            --B--
            """
                .replace("\n", "\r\n")
                .replace("B", boundary)
                .replace(boundary + "ytes", "Bytes"));
    assertThat(answer.sentHeader().get("Content-Length"))
        .isEqualTo(Integer.toString(answer.content().length));
  }

  @Test
  void notModifiedHasTheFieldsThatACacheNeeds() throws Exception {
    Request request = Request.builder("GET", "/").field("If-None-Match", "\"A\"").build();
    Recorder answer =
        Recorder.serve(
            (w, r) -> {
              w.header().set("Vary", "Accept").set("Cache-Control", "no-cache");
              text("\"A\"").serve(w, r);
            },
            request);
    assertThat(answer.sentHeader().toString())
        .contains("ETag: \"A\"", "Vary: Accept", "Cache-Control: no-cache")
        .doesNotContain("Last-Modified", "Content-");
  }

  @Test
  void theEpochAndTheFutureAreNoDatesOfModification() throws Exception {
    Recorder epoch = Recorder.serve(html(Instant.EPOCH), Requests.get("/"));
    assertThat(epoch.sentHeader().get("Last-Modified")).isNull();
    assertThat(epoch.sentHeader().get("Content-Type")).isEqualTo("text/html; charset=utf-8");
    Recorder future = Recorder.serve(html(Instant.MAX), Requests.get("/"));
    assertThat(future.sentHeader().get("Last-Modified")).doesNotContain("1000000000");
  }

  @Test
  void otherMethodsAreRefusedWhenTheClientHasIt() throws Exception {
    Request request = Request.builder("PUT", "/").field("If-None-Match", "*").build();
    assertThat(Recorder.serve(text("\"A\""), request).status()).isEqualTo(412);
  }

  @Test
  void shortContentIsNeverTakenForTheWhole() throws Exception {
    Handler handler = (w, r) -> FileServer.serveContent(w, r, "a.bin", null, 1_000_000, this::cut);
    assertThatThrownBy(() -> Recorder.serve(handler, Requests.get("/")))
        .isInstanceOf(EOFException.class);
    try (var server = TestServer.simulated(handler);
        var wire = server.connect()) {
      wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertThatThrownBy(wire::readResponse).isInstanceOf(EOFException.class);
    }
  }

  private ByteArrayInputStream cut(long position) {
    return new ByteArrayInputStream(new byte[200_000]);
  }

  @Test
  void contentThatEndsBeforeAnythingWasSentIs500() throws Exception {
    Handler handler =
        (w, r) ->
            FileServer.serveContent(
                w, r, "a.bin", null, 20, _ -> new ByteArrayInputStream(new byte[7]));
    try (var server = TestServer.simulated(handler);
        var wire = server.connect()) {
      wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      WireResponse response = wire.readResponse();
      assertThat(response.status()).isEqualTo(500);
    }
  }

  private static Handler text(@Nullable String tag) {
    return (w, r) -> {
      if (tag != null) {
        w.header().set("ETag", tag);
      }
      var source = ContentSource.of(TEXT.getBytes(StandardCharsets.UTF_8));
      FileServer.serveContent(w, r, "a.txt", MODIFIED, TEXT.length(), source);
    };
  }

  private static Handler html(Instant modified) {
    byte[] content = "<html>foo".getBytes(StandardCharsets.UTF_8);
    return (w, r) ->
        FileServer.serveContent(w, r, "", modified, content.length, ContentSource.of(content));
  }
}
