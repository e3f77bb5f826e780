package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import weft.Request;

class RequestLogTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final SortedMap<String, String> UNDER_WAY = new TreeMap<>(Map.of("k", "v"));

  private final InFlight inFlight = new InFlight();
  private final long begin = System.nanoTime();
  private final RequestLog log = new RequestLog(inFlight);

  @Test
  void requestIsFoundByItsTime() throws Exception {
    ended("GET", 200, 10, 12);
    ended("POST", 200, 20, 22);
    assertThat(at(9)).isEmpty();
    assertThat(at(11)).containsEntry("method", "GET").containsEntry("status", "200");
    assertThat(at(15)).isEmpty();
    assertThat(at(21)).containsEntry("method", "POST");
    assertThat(at(23)).isEqualTo(UNDER_WAY);
  }

  @Test
  void likeRequestsAreOneSpan() throws Exception {
    ended("GET", 200, 10, 12);
    ended("GET", 200, 20, 22);
    ended("GET", 404, 30, 32);
    assertThat(at(15)).containsEntry("status", "200");
    assertThat(at(31)).containsEntry("status", "404");
  }

  @Test
  void otherThreadsAreNotMixedUp() throws Exception {
    ended("GET", 200, 10, 12);
    assertThat(log.labels(-1, Instant.now().plusSeconds(11), UNDER_WAY)).isEqualTo(UNDER_WAY);
  }

  @Test
  void tooManyAreCounted() throws Exception {
    for (int i = 0; i < RequestLog.SPANS_MAX + 3; i++) {
      ended("GET", i, i, i);
    }
    var profile = new Profile(new Profile.Kind("samples", "count"));
    log.comment(profile);
    assertThat(profile.comments())
        .containsExactly("labels are missing: 3 requests were too many to note");
  }

  /// A request of this thread has ended; times are in seconds since the test began.
  private void ended(String method, int status, long from, long to) throws Exception {
    Request r = Request.builder(method, "/").host("h").build();
    long start = begin + from * SECOND.toNanos();
    var running = new InFlight.Running(Thread.currentThread(), r, new HandlerEvent(), start);
    log.ended(running, status, (to - from) * SECOND.toNanos());
  }

  private SortedMap<String, String> at(long second) {
    Instant now = Instant.now().minusNanos(System.nanoTime() - begin);
    long thread = Thread.currentThread().threadId();
    return log.labels(thread, now.plusSeconds(second), UNDER_WAY);
  }
}
