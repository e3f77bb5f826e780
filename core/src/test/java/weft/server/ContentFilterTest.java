package weft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.AbortException;
import weft.ContentFilter;
import weft.Handler;
import weft.ResponseWriter;
import weft.StatusException;
import weft.middleware.Compress;
import weft.test.Recorder;
import weft.test.Requests;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

/// What a middleware that changes content can rely on.
class ContentFilterTest {

  private static final String LONG = "All work and no play. ".repeat(1000);

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  /// Puts brackets around the content, and each octet twice in it.
  private final class Doubled extends FilterOutputStream {
    Doubled(OutputStream to) throws IOException {
      super(to);
      to.write('[');
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
      out.write(b);
    }

    @Override
    public void flush() throws IOException {
      heard.add("flush");
      super.flush();
    }

    @Override
    public void close() throws IOException {
      heard.add("close");
      out.write(']');
      out.close();
    }
  }

  private ContentFilter doubled() {
    return (to, length) -> {
      heard.add("length " + length);
      return new Doubled(to);
    };
  }

  private static ContentFilter zipped(ResponseWriter w) {
    return (to, _) -> {
      w.header().set("Content-Encoding", "gzip");
      return new GZIPOutputStream(to, true);
    };
  }

  private static Recorder get(Handler handler) throws Exception {
    return Recorder.serve(handler, Requests.get("/"));
  }

  private static String gunzip(byte[] content) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(content))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void theLengthIsThatOfWhatIsSent() throws Exception {
    Recorder w =
        get(
            (to, _) -> {
              to.header().set("Content-Length", "3");
              to.filter(doubled());
              to.print("abc");
              to.close();
              assertThat(to.bytesWritten()).isEqualTo(3);
              assertThat(to.bytesFiltered()).isEqualTo(8);
            });
    assertThat(w.text()).isEqualTo("[aabbcc]");
    assertThat(w.sentHeader().get("Content-Length")).isEqualTo("8");
    assertThat(w.sentHeader().get("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(heard).containsExactly("length 3", "close");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 5000, 8192, 8193, 22_000})
  void contentOfAnyPiecesIsFiltered(int piece) throws Exception {
    byte[] content = LONG.getBytes(StandardCharsets.US_ASCII);
    Recorder w =
        get(
            (to, _) -> {
              to.filter(zipped(to));
              for (int i = 0; i < content.length; i += piece) {
                to.write(content, i, Math.min(piece, content.length - i));
              }
            });
    assertThat(gunzip(w.content())).isEqualTo(LONG);
    assertThat(w.sentHeader().get("Content-Length")).isEqualTo("" + w.content().length);
  }

  @Test
  void whatIsFlushedIsFlushedThroughTheFilter() throws Exception {
    Handler handler =
        (w, r) -> {
          w.filter(doubled());
          w.print("a");
          w.flush();
          r.body().read();
          w.print("b");
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      wire.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n");
      String line = wire.readLine();
      while (!line.isEmpty()) {
        line = wire.readLine();
      }
      assertThat(wire.readLine() + wire.readLine()).isEqualTo("3[aa");
      wire.send("x");
      String rest = new String(wire.readExactly(13), StandardCharsets.US_ASCII);
      assertThat(rest).isEqualTo("3\r\nbb]\r\n0\r\n\r\n");
    }
    assertThat(heard).containsExactly("length -1", "flush", "close");
  }

  @Test
  void whatWasAddedLastSeesTheContentFirst() throws Exception {
    Recorder w =
        get(
            (to, _) -> {
              to.filter(zipped(to));
              to.filter(doubled());
              to.print("ab");
            });
    assertThat(gunzip(w.content())).isEqualTo("[aabb]");
    Recorder other =
        get(
            (to, _) -> {
              to.filter(doubled());
              to.filter((_, _) -> null);
              to.filter(zipped(to));
              to.print("ab");
            });
    assertThat(other.content()).startsWith('[', 0x1f, 0x1f, 0x8b, 0x8b).endsWith(']');
  }

  @Test
  void compressedContentIsNotCompressedAgain() throws Exception {
    var compress = new Compress();
    Handler twice = compress.wrap(compress.wrap((w, _) -> w.print(LONG)));
    Recorder w =
        Recorder.serve(
            twice, Requests.get("/").toBuilder().field("Accept-Encoding", "gzip").build());
    assertThat(gunzip(w.content())).isEqualTo(LONG);
    assertThat(w.sentHeader().values("Content-Encoding")).containsExactly("gzip");
    assertThat(w.sentHeader().values("Vary")).containsExactly("Accept-Encoding");
  }

  @Test
  void aFilterMayLeaveTheContent(@TempDir Path dir) throws Exception {
    Path file = Files.writeString(dir.resolve("f"), LONG);
    for (boolean left : new boolean[] {true, false}) {
      Recorder w =
          get(
              (to, _) -> {
                to.filter(left ? (_, _) -> null : doubled());
                try (SeekableByteChannel channel = to.openFile(file)) {
                  to.sendFile(channel, 0, LONG.length());
                  to.sendFile(channel, 5, 3);
                }
                assertThat(to.bytesWritten()).isEqualTo(LONG.length() + 3);
              });
      String text = LONG + LONG.substring(5, 8);
      assertThat(w.text()).isEqualTo(left ? text : "[" + text.replaceAll("(.)", "$1$1") + "]");
    }
  }

  @Test
  void headHasTheFieldsAndRunsNothing() throws Exception {
    Recorder w =
        Recorder.serve(
            (to, _) -> {
              to.filter(zipped(to));
              to.print(LONG);
              to.flush();
            },
            Requests.get("/").toBuilder().method("HEAD").build());
    assertThat(w.content()).isEmpty();
    assertThat(w.bytesFiltered()).isZero();
    assertThat(w.bytesWritten()).isEqualTo(LONG.length());
    assertThat(w.sentHeader().get("Content-Encoding")).isEqualTo("gzip");
    assertThat(w.sentHeader().contains("Content-Length")).isFalse();
  }

  @Test
  void noContentIsNotFiltered() throws Exception {
    Recorder w =
        get(
            (to, _) -> {
              to.filter(doubled());
              to.status(304);
            });
    assertThat(w.content()).isEmpty();
    assertThat(heard).isEmpty();
  }

  @Test
  void aStatusWithoutContentComesBeforeTheFilterBegins() throws Exception {
    Handler late =
        (w, _) -> {
          w.filter(zipped(w));
          w.print(LONG); // in the filter, not yet committed
          for (int status : new int[] {204, 304}) {
            assertThatIllegalStateException()
                .isThrownBy(() -> w.status(status))
                .withMessageContaining("there is content");
          }
          w.status(202);
        };
    Recorder w = get(late);
    assertThat(w.status()).isEqualTo(202);
    assertThat(gunzip(w.content())).isEqualTo(LONG);
  }

  @Test
  void trailersFollowFilteredContent() throws Exception {
    Handler handler =
        (w, _) -> {
          w.filter(doubled());
          w.print("a");
          w.trailer().set("X-Sum", "1");
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      WireResponse response = wire.send(Sample.get("/")).readResponse();
      assertThat(response.text()).isEqualTo("[aa]");
      assertThat(response.trailer().get("X-Sum")).isEqualTo("1");
    }
  }

  @Test
  void aFilterThatEndsMaySetTrailers() throws Exception {
    Handler handler =
        (w, _) -> {
          w.filter((to, _) -> new Summed(to, w));
          w.print("ab");
        };
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      WireResponse response = wire.send(Sample.get("/")).readResponse();
      assertThat(response.text()).isEqualTo("ab");
      assertThat(response.trailer().get("X-Sum")).isEqualTo("" + ('a' + 'b'));
    }
  }

  /// Says at the end what the octets add up to.
  private static final class Summed extends FilterOutputStream {
    private final ResponseWriter w;
    private int sum;

    Summed(OutputStream to, ResponseWriter w) {
      super(to);
      this.w = w;
    }

    @Override
    public void write(int b) throws IOException {
      sum += b;
      out.write(b);
    }

    @Override
    public void close() throws IOException {
      w.trailer().set("X-Sum", Integer.toString(sum));
      out.close();
    }
  }

  @Test
  void theErrorReplyOfTheServerIsNotFiltered() throws Exception {
    Handler failing =
        (w, _) -> {
          w.onEnd(complete -> heard.add(w.bytesFiltered() + " " + complete));
          w.filter(zipped(w));
          w.print(LONG); // in the filter, not yet committed
          throw new StatusException(409, "taken");
        };
    try (var server = TestServer.simulated(failing);
        Wire wire = server.connect()) {
      assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo("taken\n");
    }
    assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("6 true");
  }

  @Test
  void aStreamIsClosedOnEveryPathAndADroppedOneWritesNothing() throws Exception {
    Handler aborting =
        (w, _) -> {
          w.filter(doubled());
          w.print("a");
          w.flush();
          throw new AbortException();
        };
    try (var server = TestServer.simulated(aborting);
        Wire wire = server.connect()) {
      String all = new String(wire.send(Sample.get("/")).readToEnd(), StandardCharsets.US_ASCII);
      assertThat(all).endsWith("\r\n\r\n3\r\n[aa\r\n");
    }
    assertThat(heard).containsExactly("length -1", "flush", "close");
  }

  /// A filter that fails at one step, and a handler that takes no notice.
  @ParameterizedTest
  @CsvSource({"around, false", "write, false", "flush, true", "close, true"})
  void contentThatAFilterLostIsMissed(String step, boolean answered) throws Exception {
    Handler ignorant =
        (w, _) -> {
          w.onEnd(complete -> heard.add(w.status() + " " + complete));
          w.header().set("Content-Length", "100");
          w.filter(failing(step));
          w.write(new byte[100]);
          for (int i = 0; i < 2; i++) {
            try {
              if (step.equals("close")) {
                w.close();
              } else {
                w.flush();
              }
            } catch (IOException ignored) {
              // and goes on
            }
          }
        };
    try (var server = TestServer.simulated(ignorant);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(answered ? "500 true" : "200 false");
      if (answered) {
        assertThat(wire.readResponse().status()).isEqualTo(500);
      } else {
        assertThat(new String(wire.readToEnd(), StandardCharsets.US_ASCII)).endsWith("\r\n\r\n");
      }
    }
  }

  private static ContentFilter failing(String step) {
    return (to, _) -> {
      check(step, "around");
      return new FilterOutputStream(to) {
        @Override
        public void write(byte[] b, int off, int len) throws IOException {
          check(step, "write");
          out.write(b, off, len);
        }

        @Override
        public void flush() throws IOException {
          check(step, "flush");
          out.flush();
        }

        @Override
        public void close() throws IOException {
          check(step, "close");
          out.close();
        }
      };
    };
  }

  private static void check(String failing, String step) throws IOException {
    if (failing.equals(step)) {
      throw new IOException(step);
    }
  }

  /// The stream of Compress, in front of one that takes nothing.
  @Test
  void aStreamIsClosedAlsoByOneThatCannotEnd() {
    assertThatIOException()
        .isThrownBy(
            () ->
                compressed(
                    new Compress(),
                    (to, _) ->
                        new FilterOutputStream(to) {
                          @Override
                          public void write(byte[] b, int off, int len) throws IOException {
                            if (len > 0) {
                              throw new IOException("full");
                            }
                          }

                          @Override
                          public void close() {
                            heard.add("close");
                          }
                        }))
        .withMessage("full");
    assertThat(heard).containsExactly("close");
  }

  @Test
  void aFilterThatFailsLeavesTheOtherOnesStreamClosed() throws Exception {
    Compress one = new Compress().withStreamsMax(1);
    assertThatIOException()
        .isThrownBy(() -> compressed(one, failing("around")))
        .withMessage("around");
    Recorder w = compressed(one, (_, _) -> null);
    assertThat(w.sentHeader().get("Content-Encoding")).isEqualTo("gzip");
  }

  /// What is compressed goes through `filter`.
  private static Recorder compressed(Compress compress, ContentFilter filter) throws Exception {
    Handler inner = compress.wrap((w, _) -> w.print(LONG));
    return Recorder.serve(
        (w, r) -> {
          w.filter(filter);
          inner.serve(w, r);
        },
        Requests.get("/").toBuilder().field("Accept-Encoding", "gzip").build());
  }

  @Test
  void filtersComeBeforeContent() throws Exception {
    get(
        (to, _) -> {
          to.filter(doubled());
          to.print(LONG);
          assertThatIllegalStateException().isThrownBy(() -> to.filter(doubled()));
        });
  }
}
