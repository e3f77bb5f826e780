package weft;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.test.Recorder;

class HandlersTest {

  private final Recorder w = new Recorder();

  @Test
  void errorIsPlainText() throws Exception {
    w.header().set("Content-Length", "5").set("Content-Type", "x/y").set("ETag", "\"1\"");
    Handlers.error(w, "no", 418);
    assertThat(w.status()).isEqualTo(418);
    assertThat(text()).isEqualTo("no\n");
    assertThat(w.header())
        .isEqualTo(
            Header.of(
                "Content-Type",
                "text/plain; charset=utf-8",
                "ETag",
                "\"1\"",
                "X-Content-Type-Options",
                "nosniff"));
  }

  @Test
  void notFoundAnswers404() throws Exception {
    Handlers.notFound().serve(w, get("/x"));
    assertThat(w.status()).isEqualTo(404);
    assertThat(text()).isEqualTo("404 page not found\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "/qux/ | http://foobar.com/baz | http://foobar.com/baz",
        "/qux/ | test://foobar.com/baz | test://foobar.com/baz",
        "/qux/ | mailto:a@b | mailto:a@b",
        "/qux/ | /foobar.com/baz | /foobar.com/baz",
        "/qux/ | foobar.com/baz | /qux/foobar.com/baz",
        "/qux/ | ../quux/x | /quux/x",
        "/qux/ | ../../../x | /x",
        "/qux/a | b | /qux/b",
        "/qux/a | ./ | /qux/",
        "/qux/a | '' | /qux/",
        "/qux/a | ?b=c | /qux/?b=c",
        "/qux/a | .. | /",
        "/qux/ | /a/./b/../c/ | /a/c/",
        "/qux/ | /foo?next=http://bar.com/../x | /foo?next=http://bar.com/../x",
        "/qux/ | /foo#a//b | /foo#a//b",
        "/qux/ | foo?a:b | /qux/foo?a:b",
        "/qux/ | 1a:b | /qux/1a:b",
        "/foo%2Fbar/ | qux%2Fbaz | /foo%2Fbar/qux%2Fbaz",
        "/ | /фу | /%D1%84%D1%83",
        "/ | http://foo.com/ф | http://foo.com/%D1%84",
        "* | x | /x",
      })
  void redirectsWithAnAbsolutePathOrAnUrl(String path, String url, String location)
      throws Exception {
    Handlers.redirect(w, get(path), url, 302);
    assertThat(w.header().get("Location")).isEqualTo(location);
    assertThat(w.status()).isEqualTo(302);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//evil.example",
        "///evil.example",
        "////evil.example/..//",
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "\t//evil.example",
        " //evil.example",
        "/\n/evil.example",
        "/.//evil.example",
        "/..//evil.example",
        "/a/..//evil.example",
        "./\\evil.example",
        "/\u00a0/evil.example",
        "",
      })
  void redirectNeverLeavesTheHostByAPath(String url) throws Exception {
    for (String path : new String[] {"/", "//", "//evil.example/", "/a/../", "/%5C/"}) {
      var response = new Recorder();
      Handlers.redirect(response, get(path), url, 302);
      assertThat(response.header().get("Location"))
          .startsWith("/")
          .doesNotStartWith("//")
          .doesNotContain("\\", "\t", "\n", " ");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "GET | text/html; charset=utf-8 | <a href=\"/foo\">Found</a>.",
        "HEAD | text/html; charset=utf-8 | ''",
        "POST | '' | ''",
        "foo | '' | ''",
      })
  void redirectShowsALinkForGet(String method, String type, String text) throws Exception {
    Handlers.redirectTo("/foo", 302).serve(w, Request.builder(method, "/").build());
    assertThat(w.header().values("Content-Type"))
        .containsExactlyElementsOf(type.isEmpty() ? List.of() : List.of(type));
    assertThat(text().strip()).isEqualTo(text);
  }

  @Test
  void redirectKeepsAContentTypeAndWritesNothingThen() throws Exception {
    w.header().suppress("Content-Type");
    Handlers.redirect(w, get("/"), "/foo", 302);
    assertThat(w.header().isSuppressed("Content-Type")).isTrue();
    assertThat(text()).isEmpty();
  }

  @Test
  void redirectEscapesTheLink() throws Exception {
    Handlers.redirect(w, get("/"), "/?a=\"><script>&'", 301);
    assertThat(text())
        .isEqualTo("<a href=\"/?a=&#34;&gt;&lt;script&gt;&amp;&#39;\">Moved Permanently</a>.\n");
  }

  @Test
  void redirectRefusesOtherStatuses() {
    assertThatIllegalArgumentException().isThrownBy(() -> Handlers.redirectTo("/", 200));
    assertThatIllegalArgumentException().isThrownBy(() -> Handlers.redirect(w, get("/"), "/", 400));
  }

  @ParameterizedTest
  @CsvSource(
      emptyValue = "",
      value = {
        "/static, /static/a.css, /a.css",
        "/static/, /static/a.css, a.css",
        "/static, /static, ''",
        "/a b, /a%20b/c%2Fd, /c%2Fd",
        "'', /x, /x",
      })
  void stripPrefixShortensThePath(String prefix, String path, String rest) throws Exception {
    var seen = new AtomicReference<Request>();
    Handlers.stripPrefix(prefix, (_, r) -> seen.set(r)).serve(w, get(path + "?q=1"));
    assertThat(seen.get().escapedPath()).isEqualTo(rest);
    assertThat(seen.get().target()).isEqualTo(path + "?q=1");
    assertThat(seen.get().query().get("q")).isEqualTo("1");
  }

  @Test
  void stripPrefixAnswers404ToOtherPaths() throws Exception {
    Handlers.stripPrefix("/a/b", (_, _) -> {}).serve(w, get("/a%2Fb/c"));
    assertThat(w.status()).isEqualTo(404);
  }

  @Test
  void maxBytesRefusesALongerContentBeforeTheHandlerRuns() throws Exception {
    Request r = Request.builder("POST", "/").body("1234").build();
    Handler handler = Handlers.maxBytes(3, (_, _) -> w.print("ran"));
    assertThatExceptionOfType(ContentTooLargeException.class)
        .isThrownBy(() -> handler.serve(w, r))
        .satisfies(e -> assertThat(e.limit()).isEqualTo(3));
    assertThat(text()).isEmpty();
  }

  @Test
  void maxBytesLetsTheContentThrough() throws Exception {
    Handler echo = (_, r) -> r.body().transferTo(w);
    Handlers.maxBytes(4, echo).serve(w, Request.builder("POST", "/").body("1234").build());
    Handlers.maxBytes(4, echo).serve(w, unknownLength("5678"));
    Handlers.maxBytes(Long.MAX_VALUE, echo).serve(w, unknownLength("9"));
    Handlers.maxBytes(0, echo).serve(w, unknownLength(""));
    assertThat(text()).isEqualTo("123456789");
  }

  @Test
  void maxBytesStopsAtTheBound() throws Exception {
    Handler echo =
        (_, r) -> {
          byte[] b = new byte[2];
          for (int n; (n = r.body().read(b, 0, 2)) >= 0; ) {
            w.write(b, 0, n);
          }
        };
    assertThatExceptionOfType(ContentTooLargeException.class)
        .isThrownBy(() -> Handlers.maxBytes(3, echo).serve(w, unknownLength("12345")));
    assertThat(text()).isEqualTo("123");
  }

  @Test
  void maxBytesKeepsThrowingOnceExceeded() throws Exception {
    Handlers.maxBytes(
            1,
            (_, r) -> {
              assertThat(r.body().available()).isEqualTo(1);
              assertThat(r.body().read(new byte[0])).isZero();
              assertThat(r.body().read()).isEqualTo('1');
              for (int i = 0; i < 2; i++) {
                assertThatExceptionOfType(ContentTooLargeException.class)
                    .isThrownBy(() -> r.body().read());
              }
              assertThat(r.body().available()).isZero();
            })
        .serve(w, unknownLength("123"));
  }

  @Test
  void maxBytesKnowsAFormThatWasReadBefore() throws Exception {
    Request r =
        Request.builder("POST", "/")
            .field("Content-Type", "application/x-www-form-urlencoded")
            .body("a=1")
            .build();
    assertThat(r.form().get("a")).isEqualTo("1");
    Handlers.maxBytes(3, (_, copy) -> w.print(copy.form().get("a", ""))).serve(w, r);
    assertThat(text()).isEqualTo("1");
  }

  @Test
  void maxBytesRefusesANegativeBound() {
    assertThatIllegalArgumentException().isThrownBy(() -> Handlers.maxBytes(-1, (_, _) -> {}));
  }

  @Test
  void allowQuerySemicolonsMakesThemSeparators() throws Exception {
    Handler handler =
        Handlers.allowQuerySemicolons((_, r) -> w.print(r.form().encode() + " " + r.target()));
    handler.serve(w, get("/?a=1;b=2&c=3"));
    assertThat(text()).isEqualTo("a=1&b=2&c=3 /?a=1;b=2&c=3");
  }

  private String text() throws IOException {
    w.close();
    return w.text();
  }

  private static Request get(String target) {
    return Request.builder("GET", target).build();
  }

  private static Request unknownLength(String content) {
    return Request.builder("POST", "/")
        .body(new ByteArrayInputStream(content.getBytes(UTF_8)), -1)
        .build();
  }
}
