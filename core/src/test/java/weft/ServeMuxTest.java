package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import weft.PatternTable.Exchange;
import weft.test.Recorder;

class ServeMuxTest {

  private static final Handler NOTHING = (_, _) -> {};
  private static final Pattern WILDCARD = Pattern.compile("\\{(\\w+)(\\.\\.\\.)?}");

  private final ServeMux mux = new ServeMux();
  private final AtomicReference<Request> seen = new AtomicReference<>();

  static List<Exchange> matches() {
    return PatternTable.exchanges("match.txt");
  }

  static List<Exchange> redirects() {
    return PatternTable.exchanges("redirect.txt");
  }

  static List<List<String>> conflicts() {
    return PatternTable.rows("conflict.txt", 3);
  }

  @ParameterizedTest
  @MethodSource("matches")
  void matchesAsInTheTable(Exchange row) throws Exception {
    Recorder response = serve(row);
    assertThat(response.status()).isEqualTo(row.status());
    if (row.status() != 200) {
      assertThat(seen.get()).isNull();
      assertThat(response.header().first("Allow")).isEqualTo(row.detail());
      return;
    }
    assertThat(seen.get().pattern()).isEqualTo(row.pattern());
    String values =
        WILDCARD
            .matcher(row.pattern())
            .results()
            .map(found -> found.group(1) + "=" + seen.get().pathValue(found.group(1)))
            .collect(Collectors.joining(", "));
    assertThat(values).isEqualTo(row.detail());
  }

  @ParameterizedTest
  @MethodSource("redirects")
  void redirectsAsInTheTable(Exchange row) throws Exception {
    Recorder response = serve(row);
    assertThat(seen.get()).isNull();
    assertThat(response.status()).isEqualTo(row.status());
    assertThat(response.header().first("Location")).isEqualTo(row.detail());
  }

  private Recorder serve(Exchange row) throws Exception {
    row.patterns().forEach(pattern -> mux.handle(pattern, (_, r) -> seen.set(r)));
    assertThat(mux.handler(row.toRequest()).pattern()).isEqualTo(row.pattern());
    return serve(row.toRequest());
  }

  private Recorder serve(Request request) throws Exception {
    return Recorder.serve(mux, request);
  }

  private Recorder serve(String method, String target) throws Exception {
    return serve(Request.builder(method, target).build());
  }

  @ParameterizedTest
  @MethodSource("conflicts")
  void conflictsAsInTheTable(List<String> row) {
    for (List<String> order : List.of(row, List.of(row.get(1), row.get(0), row.get(2)))) {
      var fresh = new ServeMux();
      fresh.handle(order.get(0), NOTHING);
      if (order.get(2).equals("no")) {
        fresh.handle(order.get(1), NOTHING);
      } else {
        assertThatIllegalArgumentException()
            .isThrownBy(() -> fresh.handle(order.get(1), NOTHING))
            .withMessageContaining(" " + order.get(2));
      }
    }
  }

  @Test
  void conflictNamesPatternsPlacesAndARequest() {
    mux.handle("/posts/{id}", NOTHING);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mux.handle("/{resource}/latest", NOTHING))
        .withMessageMatching(
            "pattern \"/\\{resource}/latest\" \\(registered at ServeMuxTest.java:\\d+\\) conflicts"
                + " with pattern \"/posts/\\{id}\" \\(registered at ServeMuxTest.java:\\d+\\): both"
                + " match GET /posts/latest, and neither is more specific");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mux.group("").handle("/posts/{name}", NOTHING))
        .withMessageMatching(
            "pattern .* \\(registered at ServeMuxTest.java:\\d+\\) .*: both match the same"
                + " requests, such as GET /posts/(id|name)");
  }

  @Test
  void refusedPatternLeavesTheMuxAsItWas() throws Exception {
    mux.handle("/a", (w, _) -> w.print("first"));
    assertThatIllegalArgumentException().isThrownBy(() -> mux.handle("/a", NOTHING));
    assertThatIllegalArgumentException().isThrownBy(() -> mux.handle("/a/{", NOTHING));
    assertThat(serve("GET", "/a").text()).isEqualTo("first");
  }

  @Test
  void refusesNull() {
    assertThatNullPointerException().isThrownBy(() -> mux.handle("/", null));
    assertThatNullPointerException().isThrownBy(() -> mux.notFound(null));
    assertThatNullPointerException().isThrownBy(() -> mux.methodNotAllowed(null));
  }

  @Test
  void emptyMuxAnswers404() throws Exception {
    assertThat(serve("GET", "/").status()).isEqualTo(404);
    assertThat(mux.handler(Request.builder("GET", "/").build()).pattern()).isEmpty();
  }

  @Test
  void handlerHasNoSideEffect() throws Exception {
    Handler handler = (_, r) -> seen.set(r);
    mux.handle("/{x}", handler);
    Request request = Request.builder("GET", "/a").build();
    var match = mux.handler(request);
    assertThat(match.handler()).isSameAs(handler);
    assertThat(match.pattern()).isEqualTo("/{x}");
    assertThat(seen.get()).isNull();
    assertThat(request.pattern()).isEmpty();
    assertThat(request.pathValue("x")).isEmpty();
  }

  @Test
  void handlerOfAnUnmatchedRequestAnswersIt() throws Exception {
    mux.handle("POST /p", NOTHING);
    Request request = Request.builder("GET", "/p").build();
    Recorder response = Recorder.serve(mux.handler(request).handler(), request);
    assertThat(response.status()).isEqualTo(405);
    assertThat(response.header().first("Allow")).isEqualTo("POST");
  }

  @Test
  void asteriskClosesTheConnectionFromHttp11On() throws Exception {
    assertThat(serve("OPTIONS", "*").header().first("Connection")).isEqualTo("close");
    Request old = Request.builder("OPTIONS", "*").protocol("HTTP/1.0").build();
    assertThat(serve(old).header().first("Connection")).isEmpty();
  }

  @Test
  void notFoundCanBeReplaced() throws Exception {
    mux.handle("GET /page", NOTHING);
    mux.notFound(
        (w, r) -> {
          w.status(404);
          w.print("no " + r.path());
        });
    assertThat(serve("GET", "/x").text()).isEqualTo("no /x");
    assertThat(serve("POST", "/page").status()).isEqualTo(405);
  }

  @Test
  void methodNotAllowedCanBeReplacedAndFindsTheAllowField() throws Exception {
    mux.handle("GET /page", NOTHING);
    mux.handle("DELETE /page", NOTHING);
    mux.methodNotAllowed(
        (w, _) -> {
          w.status(405);
          w.print("try " + w.header().get("Allow"));
        });
    assertThat(serve("POST", "/page").text()).isEqualTo("try DELETE, GET, HEAD");
  }

  @Test
  void requestMayHaveAPathWithoutSlashAfterAPrefixWasStripped() throws Exception {
    mux.handle("/", (_, r) -> seen.set(r));
    for (String method : List.of("GET", "CONNECT")) {
      Request request = Request.builder(method, "/").build().withEscapedPath("x");
      assertThat(serve(request).header().first("Location")).isEqualTo("/x");
    }
  }

  @Test
  void redirectsStayOnTheHostAndEnd() throws Exception {
    for (String pattern : List.of("/a/", "/b/{x}/", "/b/{x}/c/{$}", "POST /p/", "//e", "/%5C/")) {
      mux.handle(pattern, NOTHING);
    }
    var random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      String method = random.nextInt(4) == 0 ? "CONNECT" : "GET";
      String target = randomTarget(random);
      Recorder response = serve(method, target);
      for (int hops = 0; response.status() == 307; hops++) {
        String location = response.header().first("Location");
        assertThat(location).as(target).startsWith("/").doesNotMatch("(//|.*\\\\).*");
        assertThat(hops).as(target).isLessThan(2);
        response = serve(method, location);
      }
    }
  }

  private static String randomTarget(Random random) {
    List<String> pieces = List.of("/", "/", ".", "..", "a", "b", "c", "%2F", "\\", "%5C", "e");
    var target = new StringBuilder("/");
    for (int length = random.nextInt(8); length > 0; length--) {
      target.append(pieces.get(random.nextInt(pieces.size())));
    }
    return target.toString();
  }

  @Test
  void innerMuxReplacesTheMatchOfTheOuter() throws Exception {
    var inner = new ServeMux();
    inner.handle("/{tenant}/users/{id}", (_, r) -> seen.set(r));
    mux.handle("/{tenant}/", inner);
    serve("GET", "/acme/users/7");
    assertThat(seen.get().pattern()).isEqualTo("/{tenant}/users/{id}");
    assertThat(seen.get().pathValue("tenant")).isEqualTo("acme");
    assertThat(seen.get().pathValue("id")).isEqualTo("7");
  }

  @Test
  void tenThousandRoutesOfEveryShapeRegister() throws Exception {
    var paths = new ArrayList<String>();
    for (int i = 0; i < 2_000; i++) {
      mux.handle("/literal" + i, NOTHING);
      mux.handle("GET /tree" + i + "/", NOTHING);
      mux.handle("POST /users/{id}/action" + i, NOTHING);
      mux.handle("host" + i + ".example/{x}", NOTHING);
      mux.handle("/deep/a/b/" + i + "/{rest...}", NOTHING);
      paths.add("/deep/a/b/" + i + "/x/y");
    }
    for (String path : paths) {
      assertThat(mux.handler(Request.builder("GET", path).build()).pattern())
          .isEqualTo(path.replace("x/y", "{rest...}"));
    }
  }

  @Test
  void middlewareGoesAroundEverything() throws Exception {
    var log = new ArrayList<String>();
    mux.handle("GET /early", NOTHING);
    mux.around(logging("inner", log));
    mux.around(logging("outer", log));
    mux.handle("GET /late", NOTHING);
    serve("GET", "/early");
    serve("GET", "/late");
    serve("GET", "/nothing");
    serve("POST", "/late");
    assertThat(log)
        .containsExactly(
            "outer", "inner GET /early",
            "outer", "inner GET /late",
            "outer", "inner ",
            "outer", "inner ");
  }

  /// The inner one logs what was matched when it is done.
  private static Middleware logging(String name, List<String> log) {
    return next ->
        (w, r) -> {
          if (name.equals("outer")) {
            log.add(name);
          }
          next.serve(w, r);
          if (name.equals("inner")) {
            log.add(name + " " + r.pattern());
          }
        };
  }
}
