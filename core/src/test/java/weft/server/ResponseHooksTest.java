package weft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.AbortException;
import weft.ErrorPage;
import weft.Handler;
import weft.Handlers;
import weft.StatusException;
import weft.test.Recorder;
import weft.test.Requests;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

/// What a middleware can hook into a response without wrapping it.
class ResponseHooksTest {

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  private String next() throws InterruptedException {
    return heard.poll(10, TimeUnit.SECONDS);
  }

  private WireResponse get(Handler handler) throws Exception {
    try (var server = TestServer.simulated(handler);
        Wire wire = server.connect()) {
      return wire.send(Sample.get("/")).readResponse();
    }
  }

  @Test
  void fieldsCanBeChangedOnceTheStatusIsSettled() throws Exception {
    Recorder w =
        Recorder.serve(
            (to, _) -> {
              to.beforeHead(() -> to.header().set("X-Order", to.header().get("X-Order") + " 1st"));
              to.beforeHead(() -> to.header().set("X-Order", to.status() + " 2nd"));
              to.print("x");
              to.status(201);
              to.flush();
              assertThatIllegalStateException().isThrownBy(() -> to.beforeHead(() -> {}));
            },
            Requests.get("/"));
    assertThat(w.sentHeader().get("X-Order")).isEqualTo("201 2nd 1st");
  }

  /// Content that is held back, that overflows the buffer, and that is a file: a status that allows
  /// none is refused to the handler and to the hook, so that it is not lost in silence.
  @ParameterizedTest
  @CsvSource({
    "short, true",
    "short, false",
    "long, true",
    "file, true",
  })
  void contentIsNotLostToAStatusWithoutIt(String kind, boolean inHook, @TempDir Path dir)
      throws Exception {
    String text = "x".repeat(kind.equals("short") ? 10 : 20_000);
    Path file = Files.writeString(dir.resolve("f"), text);
    Handler changed =
        (w, _) -> {
          w.onEnd(whole -> heard.add(w.status() + " " + whole));
          if (inHook) {
            w.beforeHead(() -> w.status(204));
          }
          if (kind.equals("file")) {
            try (SeekableByteChannel channel = w.openFile(file)) {
              w.sendFile(channel, 0, text.length());
            }
          } else {
            w.print(text);
          }
          if (!inHook) {
            w.status(304);
          }
        };
    try (var server = TestServer.start(changed);
        Wire wire = server.connect()) {
      for (int i = 0; i < 2; i++) {
        assertThat(wire.send(Sample.get("/")).readResponse().status()).isEqualTo(500);
        assertThat(next()).isEqualTo("500 true");
      }
    }
  }

  /// Empty content that is flushed, and that is complete.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aHookMaySetAStatusWithoutContent(boolean flushed) throws Exception {
    WireResponse response =
        get(
            (w, _) -> {
              w.beforeHead(() -> w.status(204));
              if (flushed) {
                w.flush();
                assertThatIllegalStateException().isThrownBy(() -> w.print("x"));
              }
            });
    assertThat(response.status()).isEqualTo(204);
    assertThat(response.header().contains("Transfer-Encoding")).isFalse();
    assertThat(response.header().contains("Content-Length")).isFalse();
  }

  @Test
  void theErrorReplyOfTheServerRunsTheHookToo() throws Exception {
    WireResponse response =
        get(
            (w, _) -> {
              w.beforeHead(() -> w.header().set("X-Status", Integer.toString(w.status())));
              w.print("half");
              throw new StatusException(409, "taken");
            });
    assertThat(response.header().get("X-Status")).isEqualTo("409");
  }

  @Test
  void theEndIsToldWithTheStatusThatWasSent() throws Exception {
    get(
        (w, _) -> {
          w.onEnd(complete -> heard.add("1st " + w.status() + " " + complete));
          w.onEnd(complete -> heard.add("2nd " + w.bytesWritten()));
          throw new StatusException(409, "taken");
        });
    assertThat(List.of(next(), next())).containsExactly("2nd 6", "1st 409 true");
  }

  @Test
  void theEndOfAnAbortedResponseIsTold() throws Exception {
    Handler aborting =
        (w, _) -> {
          w.onEnd(complete -> heard.add(w.isCommitted() + " " + complete));
          throw new AbortException();
        };
    try (var server = TestServer.simulated(aborting);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      assertThat(next()).isEqualTo("false false");
    }
  }

  /// A client that resets the connection while the handler runs; the handler ignores it.
  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "20000, false", "20000, true"})
  void whatCouldNotBeSentIsNotComplete(int length, boolean declared) throws Exception {
    Handler ignorant =
        (w, r) -> {
          w.onEnd(complete -> heard.add("complete: " + complete));
          var gone = new CountDownLatch(1);
          r.cancellation().onCancel(gone::countDown);
          heard.add("waits");
          gone.await();
          if (declared) {
            w.header().set("Content-Length", Integer.toString(length));
          }
          try {
            w.write(new byte[length]);
          } catch (IOException ignored) {
            heard.add("failed");
          }
        };
    try (var server = TestServer.simulated(ignorant);
        Wire wire = server.connect()) {
      wire.send(Sample.get("/"));
      assertThat(next()).isEqualTo("waits");
      wire.reset();
      if (length > 1) {
        assertThat(next()).isEqualTo("failed");
      }
      assertThat(next()).isEqualTo("complete: false");
    }
  }

  @Test
  void whoIsToldMayFail() throws Exception {
    WireResponse response =
        get(
            (w, _) -> {
              w.onEnd(complete -> heard.add("told"));
              w.onEnd(
                  _ -> {
                    throw new IllegalStateException("a bug of the test");
                  });
              w.print("x");
            });
    assertThat(response.text()).isEqualTo("x");
    assertThat(next()).isEqualTo("told");
  }

  @Test
  void anErrorPageIsForTheServerAndForHandlers() throws Exception {
    ErrorPage page = (status, message) -> new ErrorPage.Content("text/html", status + message);
    WireResponse thrown =
        get(
            (w, _) -> {
              w.errorPage(page);
              throw new StatusException(409, "taken");
            });
    assertThat(thrown.text()).isEqualTo("409taken");
    assertThat(thrown.header().get("Content-Type")).isEqualTo("text/html");
    WireResponse answered =
        get(
            (w, _) -> {
              w.errorPage(page);
              Handlers.error(w, "gone", 410);
            });
    assertThat(answered.text()).isEqualTo("410gone");
  }
}
