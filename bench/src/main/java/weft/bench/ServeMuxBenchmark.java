package weft.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import weft.Request;
import weft.ServeMux;

/// How long the mux takes to find a route and to hand the request to its handler.
///
/// A look-up among 10,000 routes should take at most 1.5 times as long as among 10; run it with
/// `-prof gc` to see that a literal route costs one copy of the request.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class ServeMuxBenchmark {

  private static final int REQUESTS = 8;

  /// How many routes there are, half of them literal.
  @Param({"10", "10000"})
  public int routes;

  private final Request[] literal = new Request[REQUESTS];
  private final Request[] wildcard = new Request[REQUESTS];
  private final Request[] subtree = new Request[REQUESTS];
  private ServeMux mux;
  private Request seen;
  private int next;

  /// Makes a benchmark.
  public ServeMuxBenchmark() {}

  /// Registers the routes and makes requests for some of them.
  @Setup
  public void register() {
    mux = routesOf(routes);
    mux.handle("/static/", (_, r) -> seen = r);
    for (int i = 0; i < REQUESTS; i++) {
      int route = i * (routes / 2) / REQUESTS;
      literal[i] = Request.builder("GET", "/api/v1/resource" + route).build();
      wildcard[i] = Request.builder("GET", "/api/v1/resource" + route + "/4711/items/abc").build();
      subtree[i] = Request.builder("GET", "/static/css/main" + i + ".css").build();
    }
  }

  private ServeMux routesOf(int count) {
    var made = new ServeMux();
    for (int i = 0; i < count / 2; i++) {
      made.handle("GET /api/v1/resource" + i, (_, r) -> seen = r);
      made.handle("GET /api/v1/resource" + i + "/{id}/items/{item}", (_, r) -> seen = r);
    }
    return made;
  }

  /// Finds a route without wildcards.
  @Benchmark
  public Request literal() throws Exception {
    return serve(literal);
  }

  /// Finds a route with two wildcards.
  @Benchmark
  public Request wildcard() throws Exception {
    return serve(wildcard);
  }

  /// Finds the route of everything below a path.
  @Benchmark
  public Request subtree() throws Exception {
    return serve(subtree);
  }

  /// Registers all routes; one operation is all of them.
  @Benchmark
  public ServeMux registration() {
    return routesOf(routes);
  }

  private Request serve(Request[] requests) throws Exception {
    next = (next + 1) % REQUESTS;
    mux.serve(null, requests[next]); // no handler here touches the response
    return seen;
  }
}
