package weft.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.internal.http2.ErrorCode.FLOW_CONTROL_ERROR;
import static weft.internal.http2.Frame.data;
import static weft.internal.http2.Frame.goAway;
import static weft.internal.http2.Frame.headers;
import static weft.internal.http2.Frame.raw;
import static weft.internal.http2.Frame.rstStream;
import static weft.internal.http2.Frame.settings;
import static weft.internal.http2.Frame.windowUpdate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import weft.Handler;
import weft.Http2Limits;
import weft.server.Server;

/// Windows, both ways (RFC 9113 §5.2, §6.9).
class FlowControlTest extends Served {

  private static final int INITIAL_WINDOW = Setting.INITIAL_WINDOW_SIZE;

  private static final Handler HUNDRED = (w, _) -> w.print("x".repeat(100));

  private Peer greeted(Handler handler, int window) throws IOException {
    return serve(handler).greet(settings(INITIAL_WINDOW, window));
  }

  private static String head(Peer peer, int stream) throws IOException {
    Frame.Headers head = (Frame.Headers) peer.next();
    assertThat(head.stream()).isEqualTo(stream);
    return head.status();
  }

  @Test
  void contentWaitsForTheWindowOfItsStream() throws IOException {
    try (Peer peer = greeted(HUNDRED, 0)) {
      peer.send(headers(1, "GET", "/"));
      assertThat(head(peer, 1)).isEqualTo("200");
      peer.send(windowUpdate(1, 30)).expect(data(1, "x".repeat(30)));
      peer.send(windowUpdate(1, 200));
      assertThat(peer.rest(1)).isEqualTo("x".repeat(70));
    }
  }

  // RFC 9113 §6.9.1.
  @Test
  void contentWaitsForTheWindowOfTheConnection() throws IOException {
    try (Peer peer = greeted((w, _) -> w.write(new byte[70_000]), 1 << 20)) {
      peer.send(headers(1, "GET", "/"));
      assertThat(head(peer, 1)).isEqualTo("200");
      int received = 0;
      while (received < 65_535) {
        received += ((Frame.Data) peer.next()).content().length();
      }
      assertThat(received).isEqualTo(65_535);
      assertThat(peer.sync()).isEmpty();
      peer.send(windowUpdate(0, 1000)).expect(data(1, "\0".repeat(1000)));
    }
  }

  // RFC 9113 §6.9.2.
  @Test
  void settingsChangeTheWindowsOfOpenStreams() throws IOException {
    try (Peer peer = greeted(HUNDRED, 10)) {
      peer.send(headers(1, "GET", "/"));
      assertThat(head(peer, 1)).isEqualTo("200");
      peer.expect(data(1, "x".repeat(10)));
      peer.send(settings(INITIAL_WINDOW, 0)).expect(new Frame.SettingsAck());
      peer.send(windowUpdate(1, 10));
      assertThat(peer.sync()).isEmpty();
      peer.send(settings(INITIAL_WINDOW, 15)).expect(new Frame.SettingsAck());
      peer.expect(data(1, "x".repeat(15)));
    }
  }

  @Test
  void settingsMayNotMakeAWindowTooLarge() throws IOException {
    // The window of the connection keeps that of the stream from being used up.
    try (Peer peer = greeted((w, _) -> w.write(new byte[100_000]), 70_000)) {
      peer.send(headers(1, "GET", "/"), windowUpdate(1, 100_000));
      peer.send(settings(INITIAL_WINDOW, Integer.MAX_VALUE));
      peer.expectLast(goAway(1, FLOW_CONTROL_ERROR));
    }
  }

  @Test
  void streamsThatStandStillHoldNobodyUp() throws IOException {
    try (Peer peer = greeted(HUNDRED, 0)) {
      for (int id = 1; id < 199; id += 2) {
        peer.send(headers(id, "GET", "/"));
        assertThat(head(peer, id)).isEqualTo("200");
      }
      peer.send(headers(199, "GET", "/"), windowUpdate(199, 100));
      assertThat(peer.response(199)).isEqualTo("200 " + "x".repeat(100));
    }
  }

  @Test
  void uploadsThatNobodyReadsHoldNobodyUp() throws Exception {
    var done = new CountDownLatch(1);
    Handler handler =
        (w, r) -> {
          if (r.path().equals("/slow")) {
            done.await();
          }
          w.print(r.body().readAllBytes().length);
        };
    Http2Limits limits =
        Http2Limits.STANDARD
            .with()
            .streamWindowBytes(10_000)
            .connectionWindowBytes(140_000)
            .build();
    try (Peer peer = serve(Server.builder(handler).limits(limits(limits.with()))).greet()) {
      for (int id = 1; id < 40; id += 2) {
        peer.send(headers(id, "POST", "/slow"), data(id, "y".repeat(10_000)));
      }
      for (Frame frame : peer.sync()) {
        assertThat(frame).isInstanceOf(Frame.WindowUpdate.class); // of the connection
        assertThat(((Frame.WindowUpdate) frame).stream()).isZero();
      }
      peer.send(headers(41, "POST", "/"), Frame.lastData(41, "z".repeat(900)));
      assertThat(peer.response(41)).isEqualTo("200 900");
      done.countDown();
    }
  }

  @Test
  void windowIsOpenedAsTheHandlerReads() throws Exception {
    var reads = new Semaphore(0);
    Handler handler =
        (w, r) -> {
          reads.acquire();
          r.body().readNBytes(40_000);
          reads.acquire();
        };
    try (Peer peer = serve(handler).greet()) {
      peer.send(headers(1, "POST", "/"));
      for (int i = 0; i < 5; i++) {
        peer.send(data(1, "x".repeat(10_000)));
      }
      assertThat(peer.sync()).isEmpty();
      reads.release();
      peer.expect(windowUpdate(1, 32_768));
      reads.release();
    }
  }

  @Test
  void windowGrowsForAHandlerThatIsFaster() throws Exception {
    Handler handler =
        (w, r) -> w.print(r.body().transferTo(java.io.OutputStream.nullOutputStream()));
    Http2Limits.Builder limits =
        Http2Limits.STANDARD.with().streamWindowBytes(1000).streamWindowBytesMax(4000);
    try (Peer peer = serve(Server.builder(handler).limits(limits(limits))).greet()) {
      peer.send(headers(1, "POST", "/"));
      int sent = 0;
      int allowed = 1000;
      int largest = 0;
      while (sent < 40_000) {
        peer.send(data(1, "x".repeat(allowed)));
        sent += allowed;
        Frame.WindowUpdate update = (Frame.WindowUpdate) peer.next();
        assertThat(update.stream()).isEqualTo(1);
        allowed = update.increment();
        largest = Math.max(largest, allowed);
      }
      assertThat(largest).isEqualTo(4000);
    }
  }

  @Test
  void moreThanTheWindowOfAStream() throws Exception {
    var done = new CountDownLatch(1);
    Http2Limits.Builder small = Http2Limits.STANDARD.with().streamWindowBytes(100);
    try (Peer peer = serve(Server.builder((w, r) -> done.await()).limits(limits(small))).greet()) {
      peer.send(headers(1, "POST", "/"), data(1, "x".repeat(100)), data(1, "y"));
      peer.expect(rstStream(1, FLOW_CONTROL_ERROR));
      done.countDown();
    }
  }

  // RFC 9113 §6.1.
  @Test
  void paddingCountsAndIsGivenBack() throws Exception {
    var done = new CountDownLatch(1);
    Handler handler = (w, r) -> w.print(r.body().readAllBytes().length);
    Http2Limits.Builder small = Http2Limits.STANDARD.with().streamWindowBytes(100);
    try (Peer peer = serve(Server.builder(handler).limits(limits(small))).greet()) {
      peer.send(headers(1, "POST", "/"));
      peer.send(raw(0, 8, 1, "3b" + "61" + "00".repeat(59))); // 61 octets, one of them content
      assertThat(peer.next()).isInstanceOf(Frame.WindowUpdate.class);
      peer.send(Frame.lastData(1, "b"));
      assertThat(peer.response(1)).isEqualTo("200 2");
      done.countDown();
    }
  }

  @Test
  void contentIsTheSameAfterManyWindows() throws Exception {
    byte[] content = "0123456789".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
    try (Peer peer = greeted((w, _) -> w.write(content), 777)) {
      peer.send(headers(1, "GET", "/"), windowUpdate(0, 1 << 30));
      assertThat(head(peer, 1)).isEqualTo("200");
      var received = new StringBuilder();
      Frame.Data frame;
      do {
        frame = (Frame.Data) peer.next();
        received.append(frame.content());
        if (!frame.content().isEmpty()) {
          peer.send(windowUpdate(1, frame.content().length()));
        }
      } while (!frame.end());
      assertThat(received.toString()).isEqualTo(new String(content, StandardCharsets.US_ASCII));
    }
  }
}
