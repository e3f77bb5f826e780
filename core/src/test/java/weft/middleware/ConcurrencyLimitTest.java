package weft.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import weft.Handler;
import weft.test.Recorder;
import weft.test.Requests;

class ConcurrencyLimitTest {

  @Test
  void oneMoreIsRefusedAtOnce() throws Exception {
    var limit = new ConcurrencyLimit(2);
    Handler third = limit.withRetryAfter(Duration.ofSeconds(7)).wrap((w, _) -> w.print("third"));
    var refused = new Recorder[1];
    Handler second = limit.wrap((_, _) -> refused[0] = Recorder.serve(third, Requests.get("/")));
    Handler first = limit.wrap(second);
    Recorder.serve(first, Requests.get("/"));
    assertThat(refused[0].status()).isEqualTo(503);
    assertThat(refused[0].sentHeader().get("Retry-After")).isEqualTo("7");
    assertThat(refused[0].text()).isEqualTo("Service Unavailable\n");
    assertThat(Recorder.serve(third, Requests.get("/")).text()).isEqualTo("third");
  }

  @Test
  void aHandlerThatFailsGivesItsPlaceBack() throws Exception {
    Handler failing =
        new ConcurrencyLimit(1)
            .wrap(
                (_, _) -> {
                  throw new IOException("disk");
                });
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> Recorder.serve(failing, Requests.get("/"))).hasMessage("disk");
    }
  }

  @Test
  void settingsAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ConcurrencyLimit(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ConcurrencyLimit(1).withRetryAfter(Duration.ofSeconds(-1)));
  }
}
