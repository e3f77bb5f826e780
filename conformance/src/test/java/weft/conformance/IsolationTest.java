package weft.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A peer that breaks the rules costs nobody else anything: while a bad transcript runs, a healthy
/// client sends one request after the other over its own connection to the same server.
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class IsolationTest {

  private static final Transcript HEALTHY =
      TranscriptParser.parse(
              "healthy",
              """
              # RFC 9112 §9.3: a request over a connection that persists.
              > GET /hello HTTP/1.1
              > Host: example.com
              >
              < HTTP/1.1 200 OK
              < Content-Length: 6
              < !Connection
              < *
              <
              < hello
              !open
              """)
          .getFirst();

  private static final Transcript HEALTHY_HTTP2 =
      TranscriptParser.parse(
              "rfc9113/healthy",
              """
              # RFC 9113 §8.1: a request over a connection that persists.
              !open
              """)
          .getFirst();

  @ParameterizedTest(name = "{0}")
  @MethodSource("badTranscripts")
  void healthyClientIsServedBesideABadOne(Transcript bad) throws Exception {
    Transcript good = bad.isHttp2() ? HEALTHY_HTTP2 : HEALTHY;
    try (Target target = WeftTarget.start(bad, Delivery.WHOLE);
        var healthy = new TranscriptRun(good, target);
        var run = new TranscriptRun(bad, target)) {
      healthy.play();
      var over = new AtomicBoolean();
      var beside = new FutureTask<>(() -> playUntil(over, healthy));
      Thread.startVirtualThread(beside);
      try {
        run.play();
      } finally {
        over.set(true);
      }
      beside.get();
      healthy.play();
    }
  }

  private static Void playUntil(AtomicBoolean over, TranscriptRun run) throws IOException {
    while (!over.get()) {
      run.play();
    }
    return null;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badTranscripts")
  void badTranscriptEndsItsConnectionOrItsStream(Transcript bad) {
    boolean ends =
        switch (bad.steps().getLast()) {
          case Step.End _, Step.Reset _, Step.GoAway _ -> true;
          default -> bad.isHttp2();
        };
    assertThat(ends).isTrue();
  }

  static Stream<Transcript> badTranscripts() {
    return Transcript.all().stream().filter(t -> !t.reasons().isEmpty() && !t.needsClock());
  }
}
