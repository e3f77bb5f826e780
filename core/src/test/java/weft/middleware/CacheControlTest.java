package weft.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.Handler;
import weft.StatusException;
import weft.test.Recorder;
import weft.test.Requests;
import weft.test.TestServer;
import weft.test.Wire;

class CacheControlTest {

  private static String field(CacheControl cache, Handler handler) throws Exception {
    return String.join(
        "|",
        Recorder.serve(cache.wrap(handler), Requests.get("/"))
            .sentHeader()
            .values("Cache-Control"));
  }

  @Test
  void itIsSaidWhatIsToBeSaid() throws Exception {
    Handler hello = (w, _) -> w.print("hello");
    assertThat(field(CacheControl.of("private, max-age=9"), hello)).isEqualTo("private, max-age=9");
    assertThat(field(CacheControl.maxAge(Duration.ofHours(1)), hello))
        .isEqualTo("public, max-age=3600");
    assertThat(field(CacheControl.immutable(), hello))
        .isEqualTo("public, max-age=31536000, immutable");
    assertThat(field(CacheControl.noCache(), hello)).isEqualTo("no-cache");
    assertThat(field(CacheControl.noStore(), hello)).isEqualTo("no-store");
  }

  @ParameterizedTest
  @CsvSource({
    "200, no-cache, no-store",
    "304, no-cache, no-store",
    "301, no-cache, no-store",
    "404, '', no-store",
    "500, '', no-store",
  })
  void errorsAreNotKept(int status, String noCache, String noStore) throws Exception {
    Handler handler =
        (w, _) -> {
          if (status != 304) {
            w.print("x"); // not sent yet, so the status can change
          }
          w.status(status);
        };
    assertThat(field(CacheControl.noCache(), handler)).isEqualTo(noCache);
    assertThat(field(CacheControl.noStore(), handler)).isEqualTo(noStore);
  }

  @Test
  void theHandlerKnowsBetterAndThenTheInnermost() throws Exception {
    Handler own = (w, _) -> w.header().set("Cache-Control", "max-age=1");
    assertThat(field(CacheControl.noStore(), own)).isEqualTo("max-age=1");
    Handler inner = CacheControl.noCache().wrap((_, _) -> {});
    assertThat(field(CacheControl.immutable(), inner)).isEqualTo("no-cache");
  }

  @Test
  void theErrorReplyOfTheServerIsNotKept() throws Exception {
    Handler failing =
        (w, _) -> {
          w.print("x");
          throw new StatusException(409, "no");
        };
    try (var server = TestServer.simulated(CacheControl.immutable().wrap(failing));
        Wire wire = server.connect()) {
      wire.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
      assertThat(wire.readResponse().header().contains("Cache-Control")).isFalse();
    }
  }

  @Test
  void whatIsNoValueIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> CacheControl.of(""));
    assertThatIllegalArgumentException().isThrownBy(() -> CacheControl.of("a\r\nb"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CacheControl.maxAge(Duration.ofSeconds(-1)));
  }
}
