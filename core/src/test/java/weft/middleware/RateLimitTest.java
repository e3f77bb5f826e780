package weft.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import weft.ConnectionInfo;
import weft.Handler;
import weft.Middleware;
import weft.Request;
import weft.test.Recorder;

class RateLimitTest {

  private static final Handler HELLO = (w, _) -> w.print("hello");

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1); // it may wrap round

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private static Request from(String address) throws Exception {
    var peer = new InetSocketAddress(InetAddress.getByName(address), 1234);
    var connection = new ConnectionInfo(1, peer, peer, null);
    return Request.builder("GET", "/").connection(connection).build();
  }

  private static Recorder serve(Middleware limit, String address) throws Exception {
    return Recorder.serve(limit.wrap(HELLO), from(address));
  }

  private static int status(Middleware limit, String address) throws Exception {
    return serve(limit, address).status();
  }

  @Test
  void aBurstPassesAndThenTheRate() throws Exception {
    RateLimit limit = RateLimit.of(2, Duration.ofSeconds(1), 3).withClock(nanos::get);
    for (int i = 0; i < 3; i++) {
      assertThat(status(limit, "192.0.2.1")).isEqualTo(200);
    }
    Recorder refused = serve(limit, "192.0.2.1");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.sentHeader().get("Retry-After")).isEqualTo("1");
    assertThat(refused.text()).isEqualTo("Too Many Requests\n");
    pass(Duration.ofMillis(499));
    assertThat(status(limit, "192.0.2.1")).isEqualTo(429);
    pass(Duration.ofMillis(1));
    assertThat(status(limit, "192.0.2.1")).isEqualTo(200);
    assertThat(status(limit, "192.0.2.1")).isEqualTo(429);
    pass(Duration.ofDays(1));
    for (int i = 0; i < 3; i++) {
      assertThat(status(limit, "192.0.2.1")).isEqualTo(200);
    }
    assertThat(status(limit, "192.0.2.1")).isEqualTo(429);
  }

  @Test
  void retryAfterIsTheTimeToTheNextToken() throws Exception {
    RateLimit limit = RateLimit.of(1, Duration.ofMinutes(1), 1).withClock(nanos::get);
    assertThat(status(limit, "192.0.2.1")).isEqualTo(200);
    assertThat(serve(limit, "192.0.2.1").sentHeader().get("Retry-After")).isEqualTo("60");
    pass(Duration.ofMillis(10_500));
    assertThat(serve(limit, "192.0.2.1").sentHeader().get("Retry-After")).isEqualTo("50");
  }

  @Test
  void eachAddressHasItsBucketAndEachIpv6Network() throws Exception {
    RateLimit limit = RateLimit.of(1, Duration.ofHours(1), 1).withClock(nanos::get);
    assertThat(status(limit, "192.0.2.1")).isEqualTo(200);
    assertThat(status(limit, "192.0.2.2")).isEqualTo(200);
    assertThat(status(limit, "192.0.2.1")).isEqualTo(429);
    assertThat(status(limit, "2001:db8::1")).isEqualTo(200);
    assertThat(status(limit, "2001:db8::2:3")).isEqualTo(429);
    assertThat(status(limit, "2001:db8:0:1::1")).isEqualTo(200);
  }

  @Test
  void theKeyCanBeAnother() throws Exception {
    RateLimit limit =
        RateLimit.of(1, Duration.ofHours(1), 1).withKey(_ -> "all").withClock(nanos::get);
    assertThat(status(limit, "192.0.2.1")).isEqualTo(200);
    assertThat(status(limit, "192.0.2.2")).isEqualTo(429);
  }

  @Test
  void ofTooManyKeysTheQuietestIsForgotten() throws Exception {
    RateLimit limit = RateLimit.of(1, Duration.ofHours(1), 1).withKeysMax(2).withClock(nanos::get);
    assertThat(status(limit, "192.0.2.1")).isEqualTo(200);
    assertThat(status(limit, "192.0.2.2")).isEqualTo(200);
    assertThat(status(limit, "192.0.2.1")).isEqualTo(429); // and is the last one used
    assertThat(status(limit, "192.0.2.3")).isEqualTo(200);
    assertThat(status(limit, "192.0.2.1")).isEqualTo(429);
    assertThat(status(limit, "192.0.2.2")).isEqualTo(200);
  }

  @Test
  void whatIsNoRateIsRefused() {
    Duration second = Duration.ofSeconds(1);
    assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.of(0, second, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.of(1, second, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.of(1, Duration.ZERO, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> RateLimit.of(9, Duration.ofNanos(1), 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateLimit.of(1, Duration.ofDays(1), 1000));
    RateLimit limit = RateLimit.of(1, second, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> limit.withKeysMax(0));
  }
}
