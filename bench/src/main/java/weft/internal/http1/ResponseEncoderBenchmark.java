package weft.internal.http1;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import weft.Header;
import weft.internal.http1.ResponseEncoder.Persistence;
import weft.internal.net.BufferPool;
import weft.internal.net.SystemClock;

/// What it costs to write a response.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ResponseEncoderBenchmark {

  private static final byte[] CONTENT = "hello, world\n".getBytes(StandardCharsets.US_ASCII);

  private final Header one = Header.of("Content-Type", "text/plain; charset=utf-8").freeze();
  private final Header eight =
      Header.of(
              "Content-Type", "application/json",
              "Cache-Control", "no-cache",
              "ETag", "\"0123456789abcdef\"",
              "Vary", "Accept-Encoding",
              "X-Content-Type-Options", "nosniff",
              "X-Request-Id", "0123456789abcdef",
              "Strict-Transport-Security", "max-age=31536000",
              "Set-Cookie", "session=0123456789abcdef; Path=/; HttpOnly; Secure; SameSite=Lax")
          .freeze();
  private ReplayTransport transport;
  private OutputBuffer out;
  private ResponseEncoder encoder;

  /// Creates the benchmark.
  public ResponseEncoderBenchmark() {}

  /// Connects.
  @Setup
  public void connect() {
    transport = new ReplayTransport(new byte[0], 0);
    out = new OutputBuffer(BenchEngine.deadlines(transport), new BufferPool(16 << 10, 1024));
    encoder = new ResponseEncoder(SystemClock.INSTANCE);
  }

  /// Writes a response with one field of the handler's.
  @Benchmark
  public long oneField() throws IOException {
    return respond(one);
  }

  /// Writes a response with eight fields of the handler's.
  @Benchmark
  public long eightFields() throws IOException {
    return respond(eight);
  }

  private long respond(Header fields) throws IOException {
    encoder.putHead(out, 200, fields, null, CONTENT.length, false, Persistence.IMPLIED);
    out.put(CONTENT);
    out.flush();
    return transport.written();
  }
}
