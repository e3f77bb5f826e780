package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import weft.Request;

class RequestLogTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final InFlight inFlight = new InFlight();
  private final long begin = System.nanoTime();
  private final RequestLog log = new RequestLog(inFlight);

  @Test
  void requestIsFoundByItsTime() throws Exception {
    ended("GET", 200, 10);
    ended("POST", 201, 20);
    InFlight.Running underWay = running("PUT", 30);
    assertThat(at(9, underWay)).isEmpty();
    assertThat(at(11, underWay)).containsEntry("method", "GET").containsEntry("status", "200");
    assertThat(at(21, underWay)).containsEntry("method", "POST").containsEntry("status", "201");
    assertThat(at(31, underWay)).containsEntry("method", "PUT");
    assertThat(at(31, null)).containsEntry("method", "POST");
  }

  @Test
  void likeRequestsAreOneSpan() throws Exception {
    ended("GET", 200, 10);
    ended("GET", 200, 20);
    ended("GET", 404, 30);
    assertThat(at(15, null)).containsEntry("status", "200");
    assertThat(at(31, null)).containsEntry("status", "404");
  }

  @Test
  void otherThreadsAreNotMixedUp() throws Exception {
    ended("GET", 200, 10);
    assertThat(log.labels(-1, Instant.now().plusSeconds(11), null)).isEmpty();
  }

  @Test
  void tooManyAreCounted() throws Exception {
    for (int i = 0; i < RequestLog.SPANS_MAX + 3; i++) {
      ended("GET", i, i);
    }
    assertThat(at(RequestLog.SPANS_MAX - 1, null)).isNotEmpty();
    assertThat(at(RequestLog.SPANS_MAX + 1, null)).as("not those of an earlier one").isEmpty();
    var profile = new Profile(new Profile.Kind("samples", "count"));
    log.comment(profile);
    assertThat(profile.comments())
        .containsExactly("labels are missing: 3 requests were too many to note");
  }

  /// A request of this thread has ended, which began so many seconds after the test.
  private void ended(String method, int status, long second) throws Exception {
    log.ended(running(method, second), status);
  }

  private InFlight.Running running(String method, long second) throws Exception {
    Request r = Request.builder(method, "/").host("h").build();
    long start = begin + second * SECOND.toNanos();
    return new InFlight.Running(r, start);
  }

  private SortedMap<String, String> at(long second, InFlight.Running underWay) {
    Instant now = Instant.now().minusNanos(System.nanoTime() - begin);
    long thread = Thread.currentThread().threadId();
    return log.labels(thread, now.plusSeconds(second), underWay);
  }
}
