package weft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ServeMuxConcurrencyTest {

  private static final int ROUTES = 2_000;

  private final ServeMux mux = new ServeMux();

  private String match(String path) {
    return mux.handler(Request.builder("GET", path).build()).pattern();
  }

  @Test
  void routeIsFoundFromItsRegistrationOn() throws Exception {
    mux.handle("/{any...}", (_, _) -> {});
    var registered = new AtomicInteger();
    Callable<Integer> reader =
        () -> {
          var random = new Random(7);
          int looked = 0;
          for (int upTo = 0; upTo < ROUTES; looked++) {
            upTo = registered.get();
            int i = random.nextInt(ROUTES);
            String found = match("/r" + i + "/x");
            boolean isIt = found.equals("/r" + i + "/{x}");
            assertThat(isIt || (i >= upTo && found.equals("/{any...}"))).as(found).isTrue();
          }
          return looked;
        };
    Callable<Integer> writer =
        () -> {
          for (int i = 0; i < ROUTES; i++) {
            mux.handle("/r" + i + "/{x}", (_, _) -> {});
            registered.set(i + 1);
            assertThat(match("/r" + i + "/y")).isEqualTo("/r" + i + "/{x}");
          }
          return ROUTES;
        };
    run(List.of(reader, reader, writer, reader));
  }

  @Test
  void noRegistrationIsLostAndOneOfEqualOnesWins() throws Exception {
    var refused = new AtomicInteger();
    Callable<Integer> writer =
        () -> {
          for (int i = 0; i < ROUTES; i++) {
            try {
              mux.handle("/r" + i, (_, _) -> {});
            } catch (IllegalArgumentException e) {
              refused.incrementAndGet();
            }
          }
          return ROUTES;
        };
    run(List.of(writer, writer, writer));
    assertThat(refused.get()).isEqualTo(2 * ROUTES);
    for (int i = 0; i < ROUTES; i++) {
      assertThat(match("/r" + i)).isEqualTo("/r" + i);
    }
  }

  private static void run(List<Callable<Integer>> tasks) throws Exception {
    try (var threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      var running = new ArrayList<Future<Integer>>();
      tasks.forEach(task -> running.add(threads.submit(task)));
      for (Future<Integer> task : running) {
        task.get();
      }
    }
  }
}
