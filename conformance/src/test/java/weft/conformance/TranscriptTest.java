package weft.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs every transcript in every delivery.
///
/// `-Dconformance.address=host:port` runs them against another server that has the same routes, to
/// see where the two differ.
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TranscriptTest {

  private static final String EXTERNAL = System.getProperty("conformance.address", "");

  @ParameterizedTest(name = "{1} {0}")
  @MethodSource("transcriptsInEveryDelivery")
  void serverAnswersAsTheTranscriptSays(Transcript transcript, Delivery delivery)
      throws IOException {
    Target target = start(transcript, delivery);
    try (target;
        var run = new TranscriptRun(transcript, target)) {
      run.play();
    }
    if (EXTERNAL.isEmpty()) {
      assertReported(transcript, "rejected", target.rejections(), transcript.reasons());
      assertReported(transcript, "timed out", target.timeouts(), transcript.timeouts());
    }
  }

  private static <E> void assertReported(
      Transcript transcript, String what, List<E> reported, Set<E> expected) {
    boolean right = expected.isEmpty() ? reported.isEmpty() : reported.size() == 1;
    assertThat(right && expected.containsAll(reported))
        .as("%s: expected %s for one of %s but got %s", transcript, what, expected, reported)
        .isTrue();
  }

  private static Target start(Transcript transcript, Delivery delivery) throws IOException {
    if (EXTERNAL.isEmpty()) {
      return WeftTarget.start(transcript, delivery);
    }
    assumeTrue(transcript.config().isEmpty(), "needs another configuration");
    return ExternalTarget.at(EXTERNAL);
  }

  static Stream<Arguments> transcriptsInEveryDelivery() {
    return Transcript.all().stream()
        .flatMap(t -> deliveries(t).stream().map(d -> Arguments.of(t, d)));
  }

  private static List<Delivery> deliveries(Transcript transcript) {
    if (!EXTERNAL.isEmpty()) {
      return transcript.needsClock() ? List.of() : List.of(Delivery.SOCKET);
    }
    return Stream.of(Delivery.values())
        .filter(d -> d.isSimulated() || !transcript.needsClock())
        .toList();
  }
}
