package weft.middleware;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.Header;
import weft.Request;
import weft.test.Recorder;

class TraceContextTest {

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";

  private static TraceContext of(String... fields) throws Exception {
    var seen = new TraceContext[1];
    Recorder.serve(
        TraceContext.middleware().wrap((_, _) -> seen[0] = TraceContext.current().orElseThrow()),
        Request.builder("GET", "/").header(Header.of(fields)).build());
    assertThat(TraceContext.current()).isEmpty();
    return seen[0];
  }

  @ParameterizedTest
  @CsvSource({
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00, false",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, true",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03, true",
    "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-fe, false",
    "cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, true",
    "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what.comes-later, true",
  })
  void aTraceGoesOn(String traceparent, boolean sampled) throws Exception {
    TraceContext context = of("traceparent", traceparent);
    assertThat(context.traceId()).isEqualTo(TRACE);
    assertThat(context.parentId()).isEqualTo(PARENT);
    assertThat(context.spanId()).matches("[0-9a-f]{16}").isNotEqualTo(PARENT);
    assertThat(context.sampled()).isEqualTo(sampled);
    assertThat(context.traceparent())
        .isEqualTo("00-" + TRACE + "-" + context.spanId() + (sampled ? "-01" : "-00"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333z-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
        "0-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
      })
  void whatIsMalformedBeginsATrace(String traceparent) throws Exception {
    TraceContext context = of("traceparent", traceparent, "tracestate", "a=1");
    assertThat(context.traceId()).matches("[0-9a-f]{32}").isNotEqualTo(TRACE);
    assertThat(context.parentId()).isEmpty();
    assertThat(context.sampled()).isFalse();
    assertThat(context.tracestate()).isEmpty();
  }

  @Test
  void nothingAndTwoBeginATraceToo() throws Exception {
    String traceparent = "00-" + TRACE + "-" + PARENT + "-01";
    assertThat(of().parentId()).isEmpty();
    assertThat(of("traceparent", traceparent, "traceparent", traceparent).parentId()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          foo=1,bar=2              | foo=1,bar=2
          foo=1 , \tbar=2          | foo=1,bar=2
          foo=1,,bar=2,            | foo=1,bar=2
          t-1/x*_@sys=a b~!        | t-1/x*_@sys=a b~!
          0a=1                     | 0a=1
          foo=1,foo=2              | ``
          Foo=1                    | ``
          foo                      | ``
          foo=                     | ``
          foo=a=b                  | ``
          foo =1                   | ``
          -foo=1                   | ``
          """)
  void aTracestateIsPassedOnOrDropped(String sent, String kept) throws Exception {
    TraceContext context =
        of("traceparent", "00-" + TRACE + "-" + PARENT + "-01", "tracestate", sent);
    assertThat(context.traceId()).isEqualTo(TRACE);
    assertThat(context.tracestate()).isEqualTo(kept);
  }

  @Test
  void aTracestateHasAtMost32Members() throws Exception {
    String most = members(32);
    String parent = "00-" + TRACE + "-" + PARENT + "-01";
    assertThat(of("traceparent", parent, "tracestate", most).tracestate()).isEqualTo(most);
    assertThat(of("traceparent", parent, "tracestate", members(33)).tracestate()).isEmpty();
    assertThat(of("traceparent", parent, "tracestate", "a=1", "tracestate", "b=2").tracestate())
        .isEqualTo("a=1,b=2");
    assertThat(of("traceparent", parent, "tracestate", "a=" + "x".repeat(257)).tracestate())
        .isEmpty();
  }

  private static String members(int count) {
    return IntStream.range(0, count).mapToObj(i -> "k" + i + "=v").collect(Collectors.joining(","));
  }
}
