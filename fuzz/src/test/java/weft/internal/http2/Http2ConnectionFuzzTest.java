package weft.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import weft.ConnectionInfo;
import weft.ErrorPage;
import weft.HalfClosePolicy;
import weft.Limits;
import weft.PanicPolicy;
import weft.Request;
import weft.ResponseWriter;
import weft.internal.exchange.ConnectionObserver;
import weft.internal.exchange.Dispatcher;
import weft.internal.exchange.Preface;
import weft.internal.exchange.Timeouts;
import weft.internal.net.BufferPool;
import weft.internal.net.Faults;
import weft.internal.net.MemoryNetwork;
import weft.internal.net.VirtualClock;

/// Whole connections: whatever a client sends, the connection ends, every handler returns, nothing
/// is thrown that is not the engine's own, and what was sent is what a server may send
/// ([SentFrames]).
class Http2ConnectionFuzzTest {

  private static final int OCTETS_MAX = 16 << 10;
  private static final Timeouts NO_TIMEOUTS = new Timeouts(0, 0, 0, 0, 0, 0, 0);
  private static final byte[] SETTINGS = {0, 0, 0, 4, 0, 0, 0, 0, 0};

  @FuzzTest(maxDuration = "2m")
  void connectionEndsWhateverOctetsCome(byte[] data) throws Exception {
    if (data.length <= OCTETS_MAX) {
      var octets = new ByteArrayOutputStream();
      octets.write(Preface.octets());
      octets.write(SETTINGS);
      octets.write(data);
      run(octets.toByteArray(), Faults.NONE);
      run(octets.toByteArray(), Faults.NONE.withReadBytesMax(64).withSplits(data.length));
    }
  }

  /// Each three octets choose a frame, so that valid sequences are common.
  @FuzzTest(maxDuration = "2m")
  void connectionEndsWhateverFramesCome(byte[] data) throws Exception {
    var octets = new ByteArrayOutputStream();
    octets.write(Preface.octets());
    octets.write(SETTINGS);
    for (int i = 0; i + 2 < data.length && octets.size() < OCTETS_MAX; i += 3) {
      octets.write(frame(data[i] & 0xff, data[i + 1] & 0xff, data[i + 2] & 0xff));
    }
    run(octets.toByteArray(), Faults.NONE);
  }

  private static byte[] frame(int kind, int stream, int detail) {
    int id = stream & 0x1f;
    return switch (kind & 0xf) {
      case 0, 1 -> frame(1, detail & 0x2d, id, "\u0082\u0086\u0084\u0041\u0001a");
      case 2, 3 ->
          frame(1, 4 | detail & 1, id, "\u0083\u0086\u0085\u0041\u0001a\u0000\u0001x\u0001y");
      case 4, 5 -> frame(0, detail & 9, id, "\u0001abc".repeat(1 + detail % 7));
      case 6 -> frame(3, 0, id, "\0\0\0" + (char) (detail & 0xf));
      case 7 -> frame(8, 0, id, "\0\0" + (char) detail + "\u0001");
      case 8 -> frame(4, 0, 0, "\0\u0004\0\0" + (char) detail + "\0");
      case 9 -> frame(6, detail & 1, 0, "12345678");
      case 10 -> frame(9, detail & 4, id, "\u0082\u0086\u0084\u0041\u0001a");
      case 11 -> frame(2, 0, id, "\0\0\0" + (char) detail + "\0");
      case 12 -> frame(16, 0, 0, "\0\0\0" + (char) id + "u=" + detail % 10 + ",i");
      case 13 -> frame(4, detail & 1, 0, (detail & 1) == 1 ? "" : "\0\u0001\0\0\0" + (char) detail);
      case 14 -> frame(7, 0, 0, "\0\0\0\0\0\0\0\0");
      default -> frame(detail, stream, id, "x".repeat(detail % 5));
    };
  }

  private static byte[] frame(int type, int flags, int stream, String payload) {
    byte[] octets = payload.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    return ByteBuffer.allocate(9 + octets.length)
        .putInt(octets.length << 8 | type)
        .put((byte) flags)
        .putInt(stream)
        .put(octets)
        .array();
  }

  private static void run(byte[] octets, Faults faults) throws Exception {
    List<Throwable> thrown = new CopyOnWriteArrayList<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((_, e) -> thrown.add(e));
    try {
      MemoryNetwork.Pair pair = new MemoryNetwork().pair(Faults.NONE, faults);
      pair.client().write(octets, 0, octets.length);
      pair.client().shutdownOutput();
      var output = new ByteArrayOutputStream();
      var reset = new AtomicBoolean();
      Thread reader = Thread.startVirtualThread(() -> drain(pair, output, reset));
      var running = new AtomicLong();
      connection(pair, running, thrown).run();
      assertThat(running.get()).as("handlers that have not returned").isZero();
      reader.join();
      assertThat(thrown).isEmpty();
      byte[] frames = Arrays.copyOfRange(octets, Preface.octets().length, octets.length);
      new SentFrames(frames).check(output.toByteArray(), !reset.get());
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  private static void drain(
      MemoryNetwork.Pair pair, ByteArrayOutputStream output, AtomicBoolean reset) {
    byte[] buffer = new byte[8192];
    try {
      int length;
      while ((length = pair.client().read(buffer, 0, buffer.length)) >= 0) {
        output.write(buffer, 0, length);
      }
    } catch (IOException e) {
      reset.set(true);
    }
  }

  private static Http2Connection connection(
      MemoryNetwork.Pair pair, AtomicLong running, List<Throwable> thrown) {
    var info =
        new ConnectionInfo(
            1,
            InetSocketAddress.createUnresolved("192.0.2.1", 1),
            InetSocketAddress.createUnresolved("192.0.2.2", 80),
            null);
    return new Http2Connection(
        pair.server(),
        new byte[0],
        info,
        settings(running, thrown),
        ConnectionObserver.NONE,
        Runnable::run);
  }

  private static Http2Settings settings(AtomicLong running, List<Throwable> thrown) {
    Limits limits = Limits.STANDARD;
    var clock = new VirtualClock();
    return new Http2Settings(
        limits,
        NO_TIMEOUTS,
        HalfClosePolicy.CANCEL,
        new Dispatcher(
            (w, r) -> serve(w, r, running, thrown),
            PanicPolicy.RESPOND,
            _ -> {},
            ErrorPage.PLAIN_TEXT),
        null,
        clock,
        true,
        0,
        0,
        new BufferPool(limits.readBufferBytes(), 2),
        new BufferPool(4096, 2),
        new BufferPool(limits.responseBufferBytes(), 2),
        new ResponseFields(clock),
        new AtomicLong());
  }

  private static void serve(ResponseWriter w, Request r, AtomicLong running, List<Throwable> thrown)
      throws IOException {
    running.incrementAndGet();
    try {
      w.header().set("X-Echo", r.method());
      r.body().transferTo(w);
      w.print(r.header().toString());
      w.trailer().add("X-Trailer", String.valueOf(r.trailer().size()));
    } catch (IOException | IllegalStateException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      thrown.add(e);
    } finally {
      running.decrementAndGet();
    }
  }
}
