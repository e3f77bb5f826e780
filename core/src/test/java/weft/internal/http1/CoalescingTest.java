package weft.internal.http1;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import weft.ConnectionInfo;
import weft.ErrorPage;
import weft.HalfClosePolicy;
import weft.Handler;
import weft.Limits;
import weft.PanicPolicy;
import weft.internal.exchange.ConnectionObserver;
import weft.internal.exchange.Dispatcher;
import weft.internal.exchange.Timeouts;
import weft.internal.net.BufferPool;
import weft.internal.net.Sweeper;
import weft.internal.net.VirtualClock;
import weft.internal.text.StringCache;

/// How many writes the responses to pipelined requests take.
class CoalescingTest {

  private static final int OUTPUT_BYTES = 16 << 10;
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final Handler HELLO = (w, _) -> w.print("hello");

  @Test
  void aBatchIsOneWrite() {
    List<String> writes = serve(HELLO, GET.repeat(16));
    assertThat(writes).hasSize(1);
    assertThat(writes.getFirst().split("HTTP/1.1 200 OK", -1)).hasSize(17);
  }

  @Test
  void eachBatchIsOneWrite() {
    assertThat(serve(HELLO, GET.repeat(3), GET, GET.repeat(5))).hasSize(3);
  }

  @Test
  void nothingIsHeldBackWhileTheRestOfARequestIsAwaited() {
    assertThat(serve(HELLO, GET + "GET / HT", "TP/1.1\r\nHost: a\r\n\r\n")).hasSize(2);
    assertThat(serve(HELLO, GET + "\r\n", GET)).hasSize(2);
  }

  @Test
  void nothingIsHeldBackWhileContentIsAwaited() {
    String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n";
    assertThat(serve(HELLO, GET + GET + post, "ab", GET + GET)).hasSize(3);
  }

  @Test
  void aFullBufferLeaves() {
    byte[] content = new byte[1000];
    List<String> writes = serve((w, _) -> w.write(content), GET.repeat(40));
    assertThat(writes.stream().mapToInt(String::length).sum()).isGreaterThan(40 * 1000);
    assertThat(writes).hasSize(3).allMatch(write -> write.length() <= OUTPUT_BYTES);
  }

  @Test
  void aHandlerThatFlushesSendsWhatIsBeforeItToo() {
    Handler flushes =
        (w, _) -> {
          w.print("hello");
          w.flush();
        };
    assertThat(serve(flushes, GET.repeat(3))).hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void anInterimResponseComesAfterTheResponsesBeforeIt() {
    Handler informs =
        (w, r) -> {
          if (r.path().equals("/hints")) {
            w.inform(103, new weft.Header());
          }
          w.print("hello");
        };
    List<String> writes = serve(informs, GET + GET.replace("/ ", "/hints ") + GET);
    assertThat(writes).hasSize(2);
    assertThat(writes.getFirst()).startsWith("HTTP/1.1 200 OK").contains("\r\nhelloHTTP/1.1 103 ");
    assertThat(writes.getLast()).startsWith("HTTP/1.1 200 OK");
  }

  @Test
  void aRefusalLeavesWithTheResponsesBeforeIt() {
    List<String> writes = serve(HELLO, GET + GET + "bad\r\n\r\n" + GET);
    assertThat(writes).hasSize(1);
    assertThat(writes.getFirst()).containsSubsequence("200", "200", "400").doesNotContain("500");
  }

  @Test
  void anAbortComesAfterTheResponsesBeforeIt() {
    Handler aborts =
        (w, r) -> {
          w.print("hello");
          if (r.path().equals("/abort")) {
            throw new weft.AbortException();
          }
        };
    List<String> writes = serve(aborts, GET + GET + GET.replace("/ ", "/abort ") + GET);
    assertThat(writes).hasSize(1);
    assertThat(writes.getFirst().split("HTTP/1.1 200 OK", -1)).hasSize(3);
  }

  @Test
  void http10IsNoException() {
    String get = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
    assertThat(serve(HELLO, get.repeat(4) + "GET / HTTP/1.0\r\n\r\n")).hasSize(1);
  }

  /// Serves what one read after the other returns, and returns what was written.
  private static List<String> serve(Handler handler, String... reads) {
    var transport = new Script(reads);
    var info = new ConnectionInfo(1, transport.remoteAddress(), transport.localAddress(), null);
    new Http1Connection(transport, info, settings(handler), ConnectionObserver.NONE).run();
    return transport.writes();
  }

  private static Http1Settings settings(Handler handler) {
    Limits limits = Limits.STANDARD;
    var clock = new VirtualClock();
    return new Http1Settings(
        limits,
        new Timeouts(0, 0, 0, 0, 0, 0, 0),
        HalfClosePolicy.KEEP,
        new Dispatcher(handler, PanicPolicy.RESPOND, _ -> {}, ErrorPage.PLAIN_TEXT),
        null,
        clock,
        false,
        new BufferPool(limits.readBufferBytes(), 1),
        new BufferPool(OUTPUT_BYTES, 1),
        new BufferPool(limits.responseBufferBytes(), 1),
        new Sweeper(clock, Http1Settings.HELD_BACK_NANOS_MAX),
        new StringCache(),
        new ResponseEncoder(clock));
  }
}
