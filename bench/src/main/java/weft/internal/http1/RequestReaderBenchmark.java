package weft.internal.http1;

import java.io.IOException;
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
import weft.Limits;
import weft.internal.net.BufferPool;
import weft.internal.text.StringCache;

/// What it costs to read the head of a request that has arrived whole.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class RequestReaderBenchmark {

  /// Whose request: `hello` has three fields, `browser` twelve.
  @Param({"hello", "browser"})
  public String head;

  private InputBuffer in;
  private RequestReader reader;

  /// Creates the benchmark.
  public RequestReaderBenchmark() {}

  /// Connects.
  @Setup
  public void connect() {
    byte[] octets = head.equals("hello") ? BenchEngine.HELLO : BenchEngine.BROWSER;
    var transport = new ReplayTransport(octets, Long.MAX_VALUE);
    Limits limits = Limits.STANDARD;
    var strings = new StringCache();
    in =
        new InputBuffer(
            transport,
            new OutputBuffer(BenchEngine.deadlines(transport), new BufferPool(16 << 10, 1)),
            BenchEngine.deadlines(transport),
            new BufferPool(limits.readBufferBytes(), 1024));
    reader = new RequestReader(in, limits, strings);
  }

  /// Reads one head.
  @Benchmark
  public Object read() throws IOException {
    in.awaitOctet();
    return reader.read();
  }
}
