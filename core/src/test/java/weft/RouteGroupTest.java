package weft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import weft.test.Recorder;

class RouteGroupTest {

  private static final Handler ECHO = (w, r) -> w.print(r.pattern() + " " + r.pathValue("id"));

  private final ServeMux mux = new ServeMux();

  private static Middleware tag(String name) {
    return next ->
        (w, r) -> {
          w.print(name + " ");
          next.serve(w, r);
        };
  }

  private Recorder get(String host, String target) throws Exception {
    return Recorder.serve(mux, Request.builder("GET", target).host(host).build());
  }

  private String text(String target) throws Exception {
    return get("example.com", target).text();
  }

  @Test
  void prefixIsPutBeforeThePath() throws Exception {
    var api = mux.group("/api/v1");
    api.handle("GET /users/{id}", ECHO);
    api.handle("/", ECHO);
    assertThat(text("/api/v1/users/7")).isEqualTo("GET /api/v1/users/{id} 7");
    assertThat(text("/api/v1/x")).isEqualTo("/api/v1/ ");
    assertThat(get("example.com", "/api/v1").header().first("Location")).isEqualTo("/api/v1/");
  }

  @Test
  void middlewareRunsInOrderAndOnlyForTheGroup() throws Exception {
    mux.handle("/free", ECHO);
    mux.group("/api", tag("auth"), tag("log")).handle("/a", ECHO);
    assertThat(text("/free")).isEqualTo("/free ");
    assertThat(text("/api/a")).isEqualTo("auth log /api/a ");
    assertThat(text("/api/b")).doesNotContain("auth");
  }

  @Test
  void innerGroupExtendsPrefixAndMiddleware() throws Exception {
    var admin = mux.group("/api", tag("auth")).group("/admin/{id}", tag("admin"));
    admin.handle("PUT\t /x", ECHO);
    admin.handle("/x", ECHO);
    assertThat(text("/api/admin/7/x")).isEqualTo("auth admin /api/admin/{id}/x 7");
    assertThat(mux.handler(Request.builder("PUT", "/api/admin/7/x").build()).pattern())
        .isEqualTo("PUT\t /api/admin/{id}/x");
  }

  @Test
  void emptyPrefixSharesOnlyMiddleware() throws Exception {
    var group = mux.group("", tag("log"));
    group.handle("/a", ECHO);
    group.handle("example.org/b", ECHO);
    group.group("").handle("/c", ECHO);
    assertThat(text("/a")).isEqualTo("log /a ");
    assertThat(get("example.org", "/b").text()).isEqualTo("log example.org/b ");
    assertThat(text("/c")).isEqualTo("log /c ");
  }

  @Test
  void prefixMayHaveOrBeAHost() throws Exception {
    mux.group("example.com").handle("GET /a", ECHO);
    mux.group("example.org/{id}").handle("/a", ECHO);
    assertThat(text("/a")).isEqualTo("GET example.com/a ");
    assertThat(get("example.org", "/7/a").text()).isEqualTo("example.org/{id}/a 7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/", "/api/", "GET /api", "GET ", "/{x...}", "/a/{$}", "/{", "h{x}", "/{x}/{x}"})
  void refusesPrefix(String prefix) {
    assertThatIllegalArgumentException().isThrownBy(() -> mux.group(prefix));
    assertThatIllegalArgumentException().isThrownBy(() -> mux.group("/p").group(prefix));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "GET", "GET ", "example.com/a", "GET example.com/a", "/{id}"})
  void refusesPattern(String pattern) {
    var group = mux.group("/orgs/{id}");
    assertThatIllegalArgumentException().isThrownBy(() -> group.handle(pattern, ECHO));
  }

  @Test
  void conflictNamesTheWholePattern() {
    mux.handle("/api/a", ECHO);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mux.group("/api").handle("/a", ECHO))
        .withMessageContaining("pattern \"/api/a\" (registered at RouteGroupTest.java:");
  }
}
