package weft.internal.http1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import weft.ConnectionInfo;
import weft.ErrorPage;
import weft.HalfClosePolicy;
import weft.Handler;
import weft.Limits;
import weft.PanicPolicy;
import weft.ServerTrace;
import weft.internal.exchange.ConnectionObserver;
import weft.internal.exchange.Dispatcher;
import weft.internal.exchange.Timeouts;
import weft.internal.net.BufferPool;
import weft.internal.net.Clock;
import weft.internal.net.Faults;
import weft.internal.net.MemoryNetwork;
import weft.internal.net.MemoryTransport;
import weft.internal.net.Sweeper;
import weft.internal.net.Transport;
import weft.internal.net.VirtualClock;
import weft.internal.text.StringCache;

/// What the fuzz tests need to run parts of the engine, or all of it, over a transport.
final class Engine {

  /// Limits that inputs of a few hundred octets reach.
  static final Limits SMALL =
      Limits.STANDARD
          .with()
          .targetBytesMax(64)
          .headerBytesMax(512)
          .headerFieldsMax(16)
          .trailerBytesMax(128)
          .chunkLineBytesMax(32)
          .chunkExtensionBytesMax(64)
          .contentBytesMax(512)
          .discardBytesMax(256)
          .formBytesMax(256)
          .queryParametersMax(8)
          .cookiesMax(4)
          .readBufferBytes(64)
          .responseBufferBytes(128)
          .build();

  private static final int PIPE_BYTES = 8 << 20;
  private static final Timeouts NO_TIMEOUTS = new Timeouts(0, 0, 0, 0, 0, 0, 0);

  private Engine() {}

  /// Connects a client that has sent `data` and then closed its sending side; one read of the
  /// server returns `pieceBytesMax` octets at most.
  static MemoryNetwork.Pair connect(byte[] data, int pieceBytesMax) throws IOException {
    return connect(data, Faults.NONE.withReadBytesMax(pieceBytesMax));
  }

  static MemoryNetwork.Pair connect(byte[] data, Faults server) throws IOException {
    MemoryNetwork.Pair pair = new MemoryNetwork(PIPE_BYTES).pair(Faults.NONE, server);
    pair.client().write(data, 0, data.length);
    pair.client().shutdownOutput();
    return pair;
  }

  /// Returns all that the client of a connection is sent.
  static byte[] readAll(MemoryTransport client) throws IOException {
    var output = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    int length;
    while ((length = client.read(buffer, 0, buffer.length)) >= 0) {
      output.write(buffer, 0, length);
    }
    return output.toByteArray();
  }

  static Deadlines deadlines(Transport transport) {
    return new Deadlines(transport, new VirtualClock(), NO_TIMEOUTS);
  }

  static InputBuffer input(Transport transport, Limits limits) {
    return new InputBuffer(
        transport,
        output(transport),
        deadlines(transport),
        new BufferPool(limits.readBufferBytes(), 1));
  }

  static OutputBuffer output(Transport transport) {
    return new OutputBuffer(deadlines(transport), new BufferPool(256, 1));
  }

  static RequestReader reader(InputBuffer in, Limits limits) {
    return new RequestReader(in, limits, new StringCache());
  }

  static Http1Settings settings(Limits limits, Handler handler, ServerTrace trace) {
    Clock clock = new VirtualClock();
    return new Http1Settings(
        limits,
        NO_TIMEOUTS,
        HalfClosePolicy.KEEP,
        new Dispatcher(handler, PanicPolicy.RESPOND, _ -> {}, ErrorPage.PLAIN_TEXT),
        trace,
        clock,
        false,
        new BufferPool(limits.readBufferBytes(), 2),
        new BufferPool(256, 2),
        new BufferPool(limits.responseBufferBytes(), 2),
        new Sweeper(clock, Http1Settings.HELD_BACK_NANOS_MAX),
        new StringCache(),
        new ResponseEncoder(clock));
  }

  static Http1Connection connection(Transport transport, Http1Settings settings) {
    var info = new ConnectionInfo(1, transport.remoteAddress(), transport.localAddress(), null);
    return new Http1Connection(transport, info, settings, ConnectionObserver.NONE);
  }
}
