package weft;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import weft.test.Recorder;

class MiddlewareTest {

  private final Request r = Request.builder("GET", "/").build();

  @Test
  void runsTheFirstOneFirst() throws Exception {
    Middleware all = around("a").andThen(around("b")).andThen(around("c"));
    assertThat(Recorder.serve(all.wrap((w, _) -> w.print(".")), r).text()).isEqualTo("abc.cba");
  }

  @Test
  void mayAnswerByItself() throws Exception {
    Middleware closed = _ -> Handlers.notFound();
    Handler handler = around("a").andThen(closed).wrap((w, _) -> w.print("never"));
    assertThat(Recorder.serve(handler, r).text()).isEqualTo("a404 page not found\na");
  }

  private static Middleware around(String name) {
    return next ->
        (w, r) -> {
          w.print(name);
          next.serve(w, r);
          w.print(name);
        };
  }
}
