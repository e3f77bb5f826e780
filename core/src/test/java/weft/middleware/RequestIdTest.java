package weft.middleware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.Handler;
import weft.Header;
import weft.Request;
import weft.test.Recorder;

class RequestIdTest {

  private static final Handler SHOW =
      (w, r) -> w.print(RequestId.current().orElseThrow() + " " + r.header().get("X-Request-Id"));

  private static Request request(String... ids) {
    Header fields = new Header();
    for (String id : ids) {
      fields.add("X-Request-Id", id);
    }
    return Request.builder("GET", "/").header(fields).build();
  }

  @Test
  void aRequestHasOne() throws Exception {
    RequestId ids = new RequestId().withSource(() -> "made-1");
    Recorder w = Recorder.serve(ids.wrap(SHOW), request());
    assertThat(w.text()).isEqualTo("made-1 made-1");
    assertThat(w.sentHeader().get("X-Request-Id")).isEqualTo("made-1");
    assertThat(RequestId.current()).isEmpty();
  }

  @Test
  void noTwoAreTheSame() throws Exception {
    Handler handler = new RequestId().wrap((_, _) -> {});
    String first = Recorder.serve(handler, request()).sentHeader().get("X-Request-Id");
    String second = Recorder.serve(handler, request()).sentHeader().get("X-Request-Id");
    assertThat(first).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").isNotEqualTo(second);
  }

  @Test
  void onlyATrustedCallerChoosesIt() throws Exception {
    RequestId ids = new RequestId().withSource(() -> "made");
    assertThat(Recorder.serve(ids.wrap(SHOW), request("sent")).text()).isEqualTo("made made");
    RequestId trusting = ids.withTrusted(r -> r.remoteAddr().startsWith("192.0.2.1:"));
    assertThat(Recorder.serve(trusting.wrap(SHOW), request("a-Z_9.~+/=:@")).text())
        .isEqualTo("a-Z_9.~+/=:@ a-Z_9.~+/=:@");
    assertThat(Recorder.serve(trusting.wrap(SHOW), request("a", "a")).text())
        .isEqualTo("made made");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\"b", "a,b", "\u00e4", "a;b", "<b>"})
  void aMalformedOneIsReplaced(String sent) throws Exception {
    RequestId ids = new RequestId().withSource(() -> "made").withTrusted(_ -> true);
    assertThat(Recorder.serve(ids.wrap(SHOW), request(sent)).text()).isEqualTo("made made");
  }

  @Test
  void itIsOfBoundedLength() throws Exception {
    RequestId ids = new RequestId().withSource(() -> "made").withTrusted(_ -> true);
    String longest = "x".repeat(128);
    assertThat(Recorder.serve(ids.wrap(SHOW), request(longest)).text()).startsWith(longest);
    assertThat(Recorder.serve(ids.wrap(SHOW), request(longest + "x")).text()).startsWith("made");
  }

  @Test
  void theFieldCanBeAnother() throws Exception {
    RequestId ids = new RequestId().withSource(() -> "made").withField("Correlation-Id");
    Recorder w = Recorder.serve(ids.wrap((_, _) -> {}), request());
    assertThat(w.sentHeader().get("Correlation-Id")).isEqualTo("made");
    assertThatIllegalArgumentException().isThrownBy(() -> ids.withField("a b"));
  }

  @Test
  void theAccessLogHasItAndTheTrace() throws Exception {
    var lines = new ArrayList<String>();
    Handler handler =
        new RequestId()
            .withSource(() -> "made")
            .andThen(TraceContext.middleware())
            .andThen(AccessLog.json(lines::add))
            .wrap((_, _) -> {});
    Header fields =
        Header.of("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    Recorder.serve(handler, Request.builder("GET", "/").header(fields).build());
    assertThat(lines)
        .singleElement()
        .asString()
        .contains("\"requestId\":\"made\",\"traceId\":\"0af7651916cd43dd8448eb211c80319c\"");
  }
}
