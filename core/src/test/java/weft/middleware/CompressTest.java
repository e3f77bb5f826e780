package weft.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.InflaterOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.AbortException;
import weft.Handler;
import weft.Header;
import weft.Request;
import weft.StatusException;
import weft.file.FileServer;
import weft.test.Recorder;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

class CompressTest {

  private static final String TEXT = "All work and no play makes Jack a dull boy.\n".repeat(200);
  private static final Handler PAGE = (w, _) -> w.print(TEXT);

  private static Request request(String method, String... fields) {
    return Request.builder(method, "/").header(Header.of(fields)).build();
  }

  private static Request get(String... fields) {
    Header header = Header.of(fields).add("Accept-Encoding", "gzip, deflate, br, zstd");
    return Request.builder("GET", "/").header(header).build();
  }

  private static Recorder serve(Handler handler, Request r) throws Exception {
    return Recorder.serve(new Compress().wrap(handler), r);
  }

  private static String gunzip(byte[] content) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(content))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static @Nullable String coding(Recorder w) {
    return w.sentHeader().get("Content-Encoding");
  }

  @Test
  void textIsCompressed() throws Exception {
    Recorder w = serve(PAGE, get());
    assertThat(gunzip(w.content())).isEqualTo(TEXT);
    assertThat(w.content().length).isLessThan(200);
    assertThat(w.sentHeader())
        .isEqualTo(
            Header.of(
                "Content-Type", "text/plain; charset=utf-8",
                "Content-Encoding", "gzip",
                "Vary", "Accept-Encoding",
                "Content-Length", Integer.toString(w.content().length)));
  }

  @Test
  void deflateIsZlib() throws Exception {
    Recorder w = serve(PAGE, request("GET", "Accept-Encoding", "gzip;q=0, deflate"));
    assertThat(coding(w)).isEqualTo("deflate");
    try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(w.content()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(TEXT);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "identity", "br, zstd", "gzip;q=0", "identity, gzip;q=0.5", "gzip;q=x"})
  void whoTakesNoCodingIsToldThatItVaries(String accepted) throws Exception {
    Recorder w = serve(PAGE, request("GET", "Accept-Encoding", accepted));
    assertThat(w.text()).isEqualTo(TEXT);
    assertThat(coding(w)).isNull();
    assertThat(w.sentHeader().values("Vary")).containsExactly("Accept-Encoding");
    assertThat(serve(PAGE, request("GET")).text()).isEqualTo(TEXT);
  }

  /// Content of `length` letters, written in pieces, with and without a declared length.
  @ParameterizedTest
  @CsvSource({
    "1023, false, 1023, false",
    "1023, true, 10, false",
    "1024, false, 1023, true",
    "1024, true, 1024, true",
    "5000, false, 1, true",
    "5000, true, 7, true",
    "70000, false, 600, true",
    "70000, false, 70000, true",
    "0, false, 1, false",
  })
  void onlyWhatIsLongEnoughIsCompressed(int length, boolean declared, int piece, boolean coded)
      throws Exception {
    String text = "x".repeat(length);
    Recorder w =
        serve(
            (to, _) -> {
              if (declared) {
                to.header().set("Content-Length", Integer.toString(length));
              }
              for (int i = 0; i < length; i += piece) {
                to.print(text.substring(i, Math.min(length, i + piece)));
              }
              assertThat(to.bytesWritten()).isEqualTo(length);
            },
            get());
    assertThat(coding(w)).isEqualTo(coded ? "gzip" : null);
    assertThat(w.sentHeader().contains("Vary")).isEqualTo(coded);
    assertThat(coded ? gunzip(w.content()) : w.text()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "text/html; charset=utf-8, true",
    "TEXT/CSV, true",
    "application/json, true",
    "application/problem+json, true",
    "image/svg+xml, true",
    "application/wasm, true",
    "image/png, false",
    "video/mp4, false",
    "application/zip, false",
    "application/octet-stream, false",
    "text, false",
  })
  void onlyTypesThatGainAreCompressed(String type, boolean coded) throws Exception {
    Recorder w =
        serve(
            (to, _) -> {
              to.header().set("Content-Type", type);
              to.print(TEXT);
            },
            get());
    assertThat(coding(w)).isEqualTo(coded ? "gzip" : null);
    assertThat(w.sentHeader().contains("Vary")).isEqualTo(coded);
    assertThat(w.sentHeader().get("Content-Type")).isEqualTo(type);
  }

  @Test
  void theTypeOfContentWithoutOneIsTold() throws Exception {
    byte[] gif = Arrays.copyOf("GIF89a".getBytes(StandardCharsets.US_ASCII), 5000);
    Recorder image = serve((w, _) -> w.write(gif), get());
    assertThat(coding(image)).isNull();
    assertThat(image.sentHeader().get("Content-Type")).isEqualTo("image/gif");
    Recorder none =
        serve(
            (w, _) -> {
              w.header().suppress("Content-Type");
              w.print(TEXT);
            },
            get());
    assertThat(coding(none)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Encoding, br",
    "Content-Encoding, identity",
    "Content-Range, bytes 0-1/2",
    "'Cache-Control', 'private, no-transform'",
    "Repr-Digest, sha-256=:AA==:",
    "Content-Digest, sha-256=:AA==:",
  })
  void contentWithSuchAFieldStaysAsItIs(String name, String value) throws Exception {
    Recorder w =
        serve(
            (to, _) -> {
              to.header().set("Content-Type", "text/plain").set(name, value).set("ETag", "\"x\"");
              to.print(TEXT);
            },
            get());
    assertThat(w.text()).isEqualTo(TEXT);
    assertThat(w.sentHeader().get(name)).isEqualTo(value);
    assertThat(w.sentHeader().get("ETag")).isEqualTo("\"x\"");
  }

  @ParameterizedTest
  @CsvSource({"200, gzip", "404, gzip", "500, gzip", "206, ", "204, ", "304, "})
  void theStatusDecidesToo(int status, String coded) throws Exception {
    Recorder w =
        serve(
            (to, _) -> {
              to.status(status);
              if (status != 204 && status != 304) {
                to.print(TEXT);
              }
            },
            get());
    assertThat(coding(w)).isEqualTo(coded);
    assertThat(w.status()).isEqualTo(status);
  }

  @Test
  void theServersRulesStillHold() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                serve(
                    (w, _) -> {
                      w.status(204);
                      w.print("x");
                    },
                    get()))
        .withMessageContaining("allows no content");
    assertThatIllegalStateException()
        .isThrownBy(() -> serve(declaring(TEXT.length() - 1), get()))
        .withMessageContaining("more content than");
    assertThatIllegalStateException()
        .isThrownBy(() -> serve(declaring(TEXT.length() + 1), get()))
        .withMessageContaining("the handler declared");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                serve(
                    (w, _) -> {
                      w.print(TEXT);
                      w.close();
                      w.print("x");
                    },
                    get()));
  }

  private static Handler declaring(int length) {
    return (w, _) -> {
      w.header().set("Content-Length", Integer.toString(length));
      w.print(TEXT);
    };
  }

  @Test
  void aStrongTagIsThatOfAnotherRepresentation() throws Exception {
    Recorder w = serve(tagged("\"x\""), get());
    assertThat(w.sentHeader().get("ETag")).isEqualTo("\"x-gzip\"");
    assertThat(w.sentHeader().contains("Accept-Ranges")).isFalse();
    assertThat(serve(tagged("W/\"x\""), get()).sentHeader().get("ETag")).isEqualTo("W/\"x\"");
    Recorder plain = serve(tagged("\"x\""), request("GET"));
    assertThat(plain.sentHeader().get("ETag")).isEqualTo("\"x\"");
    assertThat(plain.sentHeader().get("Accept-Ranges")).isEqualTo("bytes");
  }

  private static Handler tagged(String tag) {
    return (w, _) -> {
      w.print("x".repeat(1500));
      w.header().set("ETag", tag).set("Accept-Ranges", "bytes"); // not committed yet
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET  | If-None-Match | "x-gzip"                 | "x-gzip", "x"
          GET  | If-None-Match | "a", W/"b-gzip","x-gzip" | "a", W/"b-gzip", W/"b","x-gzip", "x"
          GET  | If-None-Match | "x"                      | "x"
          GET  | If-None-Match | "x-deflate"              | "x-deflate"
          GET  | If-None-Match | *                        | *
          PUT  | If-Match      | "x-gzip"                 | "x-gzip", "x"
          PUT  | If-Match      | "x-deflate"              | "x-deflate", "x"
          PUT  | If-Match      | "$1-gzip"                | "$1-gzip", "$1"
          PUT  | If-Match      | W/"x-gzip"               | W/"x-gzip", W/"x"
          GET  | If-Range      | "x-gzip"                 | "x-gzip"
          """)
  void theHandlerIsAskedForItsOwnTag(String method, String name, String sent, String seen)
      throws Exception {
    Request r = request(method, name, sent, "Accept-Encoding", "gzip");
    Recorder w = serve((to, in) -> to.print(String.join(" / ", in.header().values(name))), r);
    assertThat(w.text()).isEqualTo(seen);
  }

  @Test
  void whatIsNotModifiedKeepsItsTag() throws Exception {
    Handler notModified =
        (w, _) -> {
          w.header().set("ETag", "\"x\"");
          w.status(304);
        };
    Recorder coded = serve(notModified, get("If-None-Match", "\"y\", \"x-gzip\""));
    assertThat(coded.sentHeader())
        .isEqualTo(Header.of("ETag", "\"x-gzip\"", "Vary", "Accept-Encoding"));
    Recorder plain = serve(notModified, get("If-None-Match", "\"x\""));
    assertThat(plain.sentHeader().get("ETag")).isEqualTo("\"x\"");
  }

  @Test
  void varyIsSaidOnce() throws Exception {
    for (String vary : new String[] {"*", "Origin, accept-encoding"}) {
      Handler handler =
          (w, _) -> {
            w.header().set("Vary", vary);
            w.print(TEXT);
          };
      assertThat(serve(handler, get()).sentHeader().values("Vary")).containsExactly(vary);
    }
  }

  @Test
  void headHasTheFieldsOfGet() throws Exception {
    Handler written = tagged("\"x\"");
    Handler declared =
        (w, _) ->
            w.header()
                .set("ETag", "\"x\"")
                .set("Content-Type", "text/plain; charset=utf-8")
                .set("Content-Length", "9000");
    for (Handler handler : new Handler[] {written, declared}) {
      Recorder w = serve(handler, request("HEAD", "Accept-Encoding", "gzip"));
      assertThat(coding(w)).isEqualTo("gzip");
      assertThat(w.sentHeader().get("ETag")).isEqualTo("\"x-gzip\"");
      assertThat(w.sentHeader().get("Vary")).isEqualTo("Accept-Encoding");
      assertThat(w.sentHeader().contains("Content-Length")).isFalse();
      assertThat(w.content()).isEmpty();
    }
  }

  @Test
  void whatIsFlushedArrives() throws Exception {
    Handler events =
        (w, r) -> {
          w.header().set("Content-Type", "text/event-stream");
          w.flush();
          w.print("data: 1\n\n");
          w.flush();
          w.flush(); // nothing new: nothing is sent
          r.body().read();
          w.print("data: 2\n\n");
        };
    try (var server = TestServer.simulated(new Compress().wrap(events));
        Wire wire = server.connect()) {
      wire.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nAccept-Encoding: gzip\r\n\r\n");
      String line = wire.readLine();
      while (!line.isEmpty()) {
        line = wire.readLine();
      }
      var inflater = new Inflater(true);
      var text = new ByteArrayOutputStream();
      var plain = new InflaterOutputStream(text, inflater);
      byte[] first = readChunk(wire);
      assertThat(first).hasSize(10);
      while (text.size() == 0) {
        plain.write(readChunk(wire));
      }
      assertThat(text.toString(StandardCharsets.UTF_8)).isEqualTo("data: 1\n\n");
      wire.send("x");
      plain.write(readChunk(wire));
      plain.flush();
      assertThat(text.toString(StandardCharsets.UTF_8)).isEqualTo("data: 1\n\ndata: 2\n\n");
    }
  }

  private static byte[] readChunk(Wire wire) throws IOException {
    byte[] chunk = wire.readExactly(Integer.parseInt(wire.readLine(), 16));
    assertThat(wire.readLine()).isEmpty();
    return chunk;
  }

  @Test
  void moreThanSoManyAtATimeAreSentAsTheyAre() throws Exception {
    Compress one = new Compress().withStreamsMax(1);
    Handler inner = one.wrap(PAGE);
    var second = new Recorder[1];
    Handler outer =
        (w, _) -> {
          w.print(TEXT);
          second[0] = Recorder.serve(inner, get());
        };
    assertThat(coding(Recorder.serve(one.wrap(outer), get()))).isEqualTo("gzip");
    assertThat(coding(second[0])).isNull();
    assertThat(second[0].sentHeader().get("Vary")).isEqualTo("Accept-Encoding");
    assertThat(coding(Recorder.serve(one.wrap(PAGE), get()))).isEqualTo("gzip");
  }

  @Test
  void contentThatHasBegunIsNotCompressedOnceMore() throws Exception {
    Handler inner = new Compress().wrap((w, _) -> w.print("end"));
    Handler outer =
        (w, r) -> {
          w.print(TEXT.repeat(3)); // in the filter, not yet committed
          inner.serve(w, r);
        };
    assertThat(gunzip(serve(outer, get()).content())).isEqualTo(TEXT.repeat(3) + "end");
  }

  @Test
  void aHandlerThatFailsGivesItsPlaceBack() throws Exception {
    Compress one = new Compress().withStreamsMax(1);
    Handler failing =
        (w, _) -> {
          w.print(TEXT);
          throw new IOException("disk");
        };
    assertThatThrownBy(() -> Recorder.serve(one.wrap(failing), get())).hasMessage("disk");
    assertThat(coding(Recorder.serve(one.wrap(PAGE), get()))).isEqualTo("gzip");
  }

  @Test
  void anErrorOfWhoIsToldOfTheEndGivesThePlaceBack() throws Exception {
    Compress one = new Compress().withStreamsMax(1);
    Handler failing =
        (w, _) -> {
          w.onEnd(
              _ -> {
                throw new AssertionError("a bug of the test");
              });
          w.print(TEXT);
          throw new AbortException();
        };
    assertThatThrownBy(() -> Recorder.serve(one.wrap(failing), get()))
        .isInstanceOf(AssertionError.class);
    assertThat(coding(Recorder.serve(one.wrap(PAGE), get()))).isEqualTo("gzip");
  }

  @Test
  void theErrorReplyOfAHandlerThatFailsIsPlain() throws Exception {
    Handler failing =
        (w, _) -> {
          w.header().set("ETag", "\"x\"");
          w.print("x".repeat(1500));
          throw new StatusException(409, "no");
        };
    try (var server = TestServer.simulated(new Compress().wrap(failing));
        Wire wire = server.connect()) {
      wire.send("GET / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n");
      WireResponse response = wire.readResponse();
      assertThat(response.status()).isEqualTo(409);
      assertThat(response.text()).isEqualTo("no\n");
      assertThat(response.header().contains("Content-Encoding")).isFalse();
      assertThat(response.header().contains("ETag")).isFalse();
    }
  }

  @Test
  void aResponseThatIsCutIsNotEnded() throws Exception {
    Handler failing =
        (w, _) -> {
          w.print(TEXT);
          w.flush();
          throw new AbortException();
        };
    try (var server = TestServer.simulated(new Compress().wrap(failing));
        Wire wire = server.connect()) {
      wire.send("GET / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: gzip\r\n\r\n");
      String all = new String(wire.readToEnd(), StandardCharsets.ISO_8859_1);
      assertThat(all).contains("Content-Encoding: gzip").doesNotEndWith("0\r\n\r\n");
    }
  }

  @Test
  void aFileIsCompressedOrSentInPart(@TempDir Path root) throws Exception {
    Files.writeString(root.resolve("a.txt"), TEXT);
    Files.setLastModifiedTime(root.resolve("a.txt"), FileTime.fromMillis(1_000_000_000_000L));
    Handler files = new Compress().wrap(FileServer.of(root));
    Recorder whole = Recorder.serve(files, file("Accept-Encoding", "gzip"));
    assertThat(gunzip(whole.content())).isEqualTo(TEXT);
    String tag = whole.sentHeader().get("ETag");
    assertThat(tag).endsWith("-gzip\"");
    Recorder again = Recorder.serve(files, file("Accept-Encoding", "gzip", "If-None-Match", tag));
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.sentHeader().get("ETag")).isEqualTo(tag);
    Recorder part = Recorder.serve(files, file("Accept-Encoding", "gzip", "Range", "bytes=0-7"));
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("All work");
    Recorder stale =
        Recorder.serve(
            files, file("Accept-Encoding", "gzip", "Range", "bytes=0-7", "If-Range", tag));
    assertThat(stale.status()).isEqualTo(200);
    assertThat(gunzip(stale.content())).isEqualTo(TEXT);
  }

  private static Request file(String... fields) {
    return Request.builder("GET", "/a.txt").header(Header.of(fields)).build();
  }

  @ParameterizedTest
  @CsvSource({
    "text/plain, true, gzip",
    "text/plain, false, gzip",
    ", false, gzip",
    "image/png, true, ",
    "image/png, false, ",
  })
  void sentFilesAreTheSame(String type, boolean declared, String coded, @TempDir Path dir)
      throws Exception {
    Path file = Files.writeString(dir.resolve("f"), TEXT);
    Handler sending =
        (w, _) -> {
          if (type != null) {
            w.header().set("Content-Type", type);
          }
          if (declared) {
            w.header().set("Content-Length", Integer.toString(TEXT.length()));
          }
          try (SeekableByteChannel channel = w.openFile(file)) {
            w.sendFile(channel, 0, TEXT.length());
          }
          assertThat(w.bytesWritten()).isEqualTo(TEXT.length());
        };
    Recorder w = serve(sending, get());
    assertThat(coding(w)).isEqualTo(coded);
    assertThat(coded == null ? w.text() : gunzip(w.content())).isEqualTo(TEXT);
  }

  @Test
  void settingsAreChecked() throws Exception {
    var compress = new Compress();
    assertThatIllegalArgumentException().isThrownBy(() -> compress.withMinBytes(0));
    assertThatIllegalArgumentException().isThrownBy(() -> compress.withLevel(0));
    assertThatIllegalArgumentException().isThrownBy(() -> compress.withLevel(10));
    assertThatIllegalArgumentException().isThrownBy(() -> compress.withStreamsMax(-1));
    Compress all = compress.withMinBytes(1).withTypes(type -> type.equals("image/x-test"));
    Handler tiny =
        (w, _) -> {
          w.header().set("Content-Type", "Image/X-Test;v=1");
          w.print("x");
        };
    assertThat(gunzip(Recorder.serve(all.wrap(tiny), get()).content())).isEqualTo("x");
  }
}
