package weft.internal.http1;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import weft.ConnectionInfo;
import weft.Handler;
import weft.ServeMux;
import weft.internal.exchange.ConnectionObserver;

/// What one request costs on a connection that is kept, from the octets of its head to the octets
/// of its response: the whole engine, without the kernel. It must allocate at most 1 KiB, none of
/// it per field.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class HelloExchangeBenchmark {

  private static final int REQUESTS = 1000;
  private static final Handler HELLO = (w, _) -> w.print("hello, world\n");

  private static final byte[] TEN_HELLOS =
      new String(BenchEngine.HELLO, StandardCharsets.US_ASCII)
          .repeat(10)
          .getBytes(StandardCharsets.US_ASCII);

  private Http1Settings bare;
  private Http1Settings routed;

  /// Creates the benchmark.
  public HelloExchangeBenchmark() {}

  /// Starts what would be a server.
  @Setup
  public void start() {
    var mux = new ServeMux();
    mux.handle("/hello", HELLO);
    mux.handle("/articles/2026", HELLO);
    bare = BenchEngine.settings(HELLO);
    routed = BenchEngine.settings(mux);
  }

  /// Serves the request of wrk, which has three fields.
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public long hello() {
    return serve(bare, BenchEngine.HELLO);
  }

  /// Serves the request of a browser, which has twelve fields: what it allocates more than the
  /// other is allocated per field.
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public long browser() {
    return serve(bare, BenchEngine.BROWSER);
  }

  /// Serves the request of wrk through a mux.
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public long helloThroughMux() {
    return serve(routed, BenchEngine.HELLO);
  }

  /// Serves the request of wrk, of which ten are pipelined.
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public long pipelined() {
    return serve(bare, TEN_HELLOS, REQUESTS / 10);
  }

  private static long serve(Http1Settings settings, byte[] request) {
    return serve(settings, request, REQUESTS);
  }

  private static long serve(Http1Settings settings, byte[] octets, int times) {
    var transport = new ReplayTransport(octets, times);
    var info = new ConnectionInfo(1, transport.remoteAddress(), transport.localAddress(), null);
    new Http1Connection(transport, info, settings, ConnectionObserver.NONE).run();
    return transport.written();
  }
}
