package weft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MiddlewareTest {

  private final FakeResponse w = new FakeResponse();
  private final Request r = Request.builder("GET", "/").build();

  @Test
  void runsTheFirstOneFirst() throws Exception {
    Middleware all = around("a").andThen(around("b")).andThen(around("c"));
    all.wrap((_, _) -> w.print(".")).serve(w, r);
    assertThat(w.text()).isEqualTo("abc.cba");
  }

  @Test
  void mayAnswerByItself() throws Exception {
    Middleware closed = _ -> Handlers.notFound();
    around("a").andThen(closed).wrap((_, _) -> w.print("never")).serve(w, r);
    assertThat(w.text()).isEqualTo("a404 page not found\na");
  }

  private Middleware around(String name) {
    return next ->
        (w, r) -> {
          w.print(name);
          next.serve(w, r);
          w.print(name);
        };
  }
}
