package weft;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import weft.fuzz.Allocation;
import weft.test.Recorder;

/// Patterns are registered or refused with [IllegalArgumentException], and every request is
/// answered by a handler that was registered, or with 400, 404, 405 or a redirect.
///
/// The lines of the input are patterns; the last one is a method, a target and perhaps a host.
class ServeMuxFuzzTest {

  private static final int PATTERNS_MAX = 16;
  private static final Pattern WILDCARD = Pattern.compile("\\{(\\w+)(?:\\.\\.\\.)?}");

  /// What became of the request.
  private record Outcome(
      int status,
      String pattern,
      String content,
      @Nullable String location,
      @Nullable String allow) {}

  @FuzzTest(maxDuration = "2m")
  void orderOfRegistrationDoesNotMatter(byte[] data) throws Exception {
    var lines =
        new ArrayList<>(
            new String(data, StandardCharsets.UTF_8).lines().limit(PATTERNS_MAX + 1).toList());
    String last = lines.isEmpty() ? "" : lines.removeLast();
    List<String> registered = new ArrayList<>();
    var mux = new ServeMux();
    for (String pattern : lines) {
      if (register(mux, pattern)) {
        registered.add(pattern);
      }
    }
    var reversed = new ServeMux();
    for (String pattern : registered.reversed()) {
      assertThat(register(reversed, pattern)).as(pattern).isTrue();
    }
    String[] words = last.split(" ", 3);
    Request request =
        request(words[0], words.length < 2 ? "/" : words[1], words.length < 3 ? "" : words[2]);
    if (request != null) {
      Outcome outcome = Allocation.bounded(data.length, () -> serve(mux, request));
      check(mux, request, outcome, registered);
      assertThat(serve(reversed, request)).isEqualTo(outcome);
    }
  }

  private static @Nullable Request request(String method, String target, String host) {
    try {
      return Request.builder(method, target).host(host).build();
    } catch (IllegalArgumentException refused) {
      return null;
    }
  }

  private static boolean register(ServeMux mux, String pattern) {
    try {
      mux.handle(pattern, (w, r) -> w.print(values(pattern, r)));
      return true;
    } catch (IllegalArgumentException refused) {
      return false;
    }
  }

  private static String values(String pattern, Request r) {
    assertThat(r.pattern()).isEqualTo(pattern);
    var values = new StringBuilder("matched");
    Matcher wildcard = WILDCARD.matcher(pattern);
    while (wildcard.find()) {
      values.append(' ').append(r.pathValue(wildcard.group(1)));
    }
    return values.toString();
  }

  private static Outcome serve(ServeMux mux, Request request) throws Exception {
    Recorder recorder = Recorder.serve(mux, request.toBuilder().build());
    Header header = recorder.sentHeader();
    return new Outcome(
        recorder.status(),
        mux.handler(request).pattern(),
        recorder.text(),
        header.get("Location"),
        header.get("Allow"));
  }

  private static void check(ServeMux mux, Request request, Outcome outcome, List<String> registered)
      throws Exception {
    switch (outcome.status()) {
      case 200 -> assertThat(registered).contains(outcome.pattern());
      case 307 -> checkRedirect(mux, request, outcome);
      case 405 -> checkAllow(mux, request, outcome);
      default -> assertThat(outcome.status()).isIn(400, 404);
    }
  }

  /// Following a redirect must end.
  private static void checkRedirect(ServeMux mux, Request request, Outcome outcome)
      throws Exception {
    String location = outcome.location();
    assertThat(location).startsWith("/").doesNotStartWith("//");
    Request next = request(request.method(), location, request.host());
    assertThat(next).as(location).isNotNull();
    assertThat(serve(mux, next).status()).as(location).isNotEqualTo(307);
  }

  /// Allow names methods that would be answered; but no method fits the empty path of a CONNECT.
  private static void checkAllow(ServeMux mux, Request request, Outcome outcome) throws Exception {
    if (request.escapedPath().isEmpty()) {
      return;
    }
    for (String method : outcome.allow().split(", ")) {
      Request other = request(method, request.target(), request.host());
      assertThat(serve(mux, other).status()).as(method).isIn(200, 307);
    }
  }
}
