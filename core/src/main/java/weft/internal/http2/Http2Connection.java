package weft.internal.http2;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import weft.Cancellation;
import weft.ConnState;
import weft.ConnectionInfo;
import weft.HalfClosePolicy;
import weft.Http2Limits;
import weft.RejectReason;
import weft.Request;
import weft.ServerTrace;
import weft.ServerTrace.CloseReason;
import weft.ServerTrace.TimeoutKind;
import weft.internal.exchange.ConnectionObserver;
import weft.internal.exchange.Engine;
import weft.internal.exchange.Preface;
import weft.internal.exchange.Timeouts;
import weft.internal.net.BufferPool;
import weft.internal.net.Transport;

/// Serves one HTTP/2 connection: from the preface to the last GOAWAY (RFC 9113 §3.4, §6.8, §9.1).
///
/// [#run()] is the connection's thread, which only reads. One lock guards everything that it shares
/// with the streams and the writer; no I/O happens under it, and no handler and no callback runs
/// under it.
public final class Http2Connection implements Engine {

  private static final byte[] PREFACE = Preface.octets();

  private final Transport transport;
  private final ConnectionInfo info;
  private final Http2Settings settings;
  private final ConnectionObserver observer;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition streamsEnded = lock.newCondition();
  private final StateTeller states;
  private final Sender sender;
  private final FrameReader frames;
  private final Receiver receiver;
  private final Budget budget;
  private final Streams streams;
  private final Farewell farewell;
  private final Deadlines deadlines;
  private long sweptAt;

  /// Creates the connection of a transport.
  ///
  /// @param received octets that were read from it already, the client's preface first
  /// @param context runs what it is given on the calling thread, with the scoped values that
  ///   handlers of this connection see
  public Http2Connection(
      Transport transport,
      byte[] received,
      ConnectionInfo info,
      Http2Settings settings,
      ConnectionObserver observer,
      Executor context) {
    this.transport = transport;
    this.info = info;
    this.settings = settings;
    this.observer = observer;
    long now = settings.clock().nanoTime();
    sweptAt = now;
    states =
        new StateTeller(observer, received.length == 0 ? ConnState.NEW : ConnState.ACTIVE, lock);
    budget = new Budget(limits().overheadMax(), now);
    frames = new FrameReader(transport, input(transport), limits().frameBytesMax(), received);
    sender = new Sender(this, transport, settings, lock);
    streams = new Streams(this, info, context, budget);
    farewell = new Farewell(transport, settings, observer, sender, streams);
    deadlines = new Deadlines(transport, settings, sender, farewell, now);
    receiver = new Receiver(this, frames, streams);
  }

  /// Returns the pool to read with: of large arrays only if none is held while the client is
  /// silent.
  private BufferPool input(Transport transport) {
    boolean large = settings.frames().bufferBytes() > settings.input().bufferBytes();
    return transport.awaitsReadable() && large ? settings.frames() : settings.input();
  }

  Http2Settings settings() {
    return settings;
  }

  Http2Limits limits() {
    return settings.limits().http2();
  }

  ReentrantLock lock() {
    return lock;
  }

  Sender sender() {
    return sender;
  }

  Streams streams() {
    return streams;
  }

  /// Returns what the connection as a whole waits for.
  Deadlines deadlines() {
    return deadlines;
  }

  void equip(Request.Builder request) {
    observer.equip(request);
  }

  /// Returns the account of what the client costs; needs the lock.
  Budget budget() {
    return budget;
  }

  /// Serves streams until the connection ends, and closes it. Blocks; throws nothing.
  public void run() {
    CloseReason reason = CloseReason.IO_ERROR;
    try {
      reason = serve();
    } catch (ConnectionException e) {
      reason = refuse(e);
    } catch (SocketTimeoutException e) {
      reason = timedOut();
    } catch (IOException e) {
      reason = CloseReason.IO_ERROR;
    } finally {
      end(reason);
    }
  }

  private CloseReason serve() throws IOException {
    start();
    if (!CipherSuites.areGood(info.tls())) {
      throw new ConnectionException(
          ErrorCode.INADEQUATE_SECURITY, RejectReason.INADEQUATE_SECURITY);
    }
    if (!frames.readPreface(PREFACE)) {
      throw new ConnectionException(ErrorCode.PROTOCOL_ERROR, RejectReason.BAD_PREFACE);
    }
    states.tell(ConnState.ACTIVE);
    receiver.receive();
    awaitStreamsOfWhoHalfClosed();
    return observer.isStopping() ? CloseReason.SHUTDOWN : CloseReason.PEER_CLOSED;
  }

  // RFC 9113 §3.4: the server's preface is SETTINGS, sent without waiting for the client's.
  private void start() {
    Http2Limits limits = limits();
    long now = settings.clock().nanoTime();
    locked(
        () -> {
          transport.readDeadline(Timeouts.after(now, settings.timeouts().readHeader()));
          sender
              .out()
              .putSettings(
                  Setting.HEADER_TABLE_SIZE,
                  limits.decoderTableBytesMax(),
                  Setting.MAX_CONCURRENT_STREAMS,
                  limits.streamsMax(),
                  Setting.INITIAL_WINDOW_SIZE,
                  limits.streamWindowBytes(),
                  Setting.MAX_FRAME_SIZE,
                  limits.frameBytesMax(),
                  Setting.MAX_HEADER_LIST_SIZE,
                  settings.limits().headerBytesMax(),
                  Setting.NO_TREE_PRIORITIES,
                  1,
                  Setting.ENABLE_CONNECT_PROTOCOL,
                  settings.extendedConnect() ? 1 : 0);
          deadlines.settingsSent(now);
          farewell.started();
        });
    receiver.openWindow(limits.connectionWindowBytes());
  }

  /// The client has closed its side: what it has asked for is answered, unless the server takes
  /// that as a disconnect (RFC 9113 §5.4.3).
  private void awaitStreamsOfWhoHalfClosed() {
    if (settings.halfClose() == HalfClosePolicy.CANCEL) {
      streams.cancelAll(
          Cancellation.Cause.HALF_CLOSED, new IOException("the client has closed its side"));
    }
    locked(
        () -> {
          deadlines.halfClosed();
          awaitStreams(true);
        });
  }

  private void awaitStreams(boolean whileItWorks) {
    while (streams.count() > 0 && !(whileItWorks && sender.failed())) {
      streamsEnded.awaitUninterruptibly();
    }
  }

  /// Tells the client why, and waits for it to have read that (RFC 9113 §5.4.1).
  private CloseReason refuse(ConnectionException e) {
    trace(trace -> trace.rejected(info, e.reason(), frames.received()));
    locked(() -> farewell.end(e.code(), CloseReason.REJECTED));
    streams.cancelAll(Cancellation.Cause.CLIENT_GONE, e);
    try {
      frames.drain();
    } catch (IOException done) {
      // Time is up, or the client is gone.
    }
    return CloseReason.REJECTED;
  }

  private CloseReason timedOut() {
    if (farewell.why() == null) {
      trace(trace -> trace.timedOut(info, TimeoutKind.READ_HEADER));
    }
    return CloseReason.TIMED_OUT;
  }

  private void end(CloseReason reason) {
    streams.cancelAll(Cancellation.Cause.CLIENT_GONE, new IOException("the client is gone"));
    locked(
        () -> {
          farewell.close();
          sender.awaitEnd();
        });
    transport.close();
    frames.end();
    // Handlers that ignore that they were cancelled still count as a connection.
    locked(
        () -> {
          awaitStreams(false);
          sender.release();
        });
    states.tell(ConnState.CLOSED);
    CloseReason known = farewell.why();
    CloseReason told = known == null ? reason : known;
    trace(trace -> trace.closed(info, told, streams.requests(), frames.received(), sender.sent()));
  }

  /// Nothing can be written any more: the connection and its streams are over (RFC 9113 §5.4.3).
  void writeFailed(IOException e) {
    locked(
        () -> {
          sender.fail();
          if (!farewell.isClosing()) {
            farewell.because(
                e instanceof SocketTimeoutException ? CloseReason.TIMED_OUT : CloseReason.IO_ERROR);
          }
          streamsEnded.signalAll();
        });
    if (e instanceof SocketTimeoutException) {
      trace(trace -> trace.timedOut(info, TimeoutKind.DATA_RATE));
    }
    transport.close();
    streams.cancelAll(Cancellation.Cause.WRITE_FAILED, e);
  }

  /// A rule was broken that concerns one stream.
  void rejected(RejectReason reason) {
    trace(trace -> trace.rejected(info, reason, frames.received()));
  }

  /// Returns how many octets were received; for the connection's thread.
  long received() {
    return frames.received();
  }

  /// Waits for the rest of a frame, for as long as a request's head may take.
  void awaitWhole() throws IOException {
    if (!frames.isWhole()) {
      headersBegin();
      frames.awaitAll();
      headersEnd();
    }
  }

  /// A header block is under way: it must be complete in time.
  void headersBegin() {
    readUntil(Timeouts.after(settings.clock().nanoTime(), settings.timeouts().readHeader()));
  }

  void headersEnd() {
    readUntil(Transport.NEVER);
  }

  private void readUntil(long deadline) {
    locked(
        () -> {
          if (!farewell.isClosing()) {
            transport.readDeadline(deadline);
          }
        });
  }

  /// Pays for something that the client makes the server do without asking it for anything.
  ///
  /// @throws ConnectionException if that is too much
  void spend(int cost) throws ConnectionException {
    lock.lock();
    try {
      budget.spend(cost, settings.clock().coarseNanoTime());
    } finally {
      lock.unlock();
    }
  }

  /// @throws ConnectionException if the client makes the server send and does not read
  void checkOutput() throws ConnectionException {
    lock.lock();
    try {
      if (sender.out().length() > limits().outputBytesMax()) {
        throw ConnectionException.tooMuchOverhead();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Does what a setting of the client says (RFC 9113 §6.5.2). Needs the lock.
  void apply(int identifier, long value) throws ConnectionException {
    int number = (int) Math.min(value, Integer.MAX_VALUE);
    switch (identifier) {
      case Setting.HEADER_TABLE_SIZE -> sender.encoder().allow(number);
      case Setting.INITIAL_WINDOW_SIZE -> streams.sendWindowBytes(number);
      case Setting.MAX_FRAME_SIZE -> sender.payloadBytesMax(number);
      default -> {}
    }
  }

  /// The settings of the client were taken. Needs the lock.
  ///
  /// @param first whether they complete its preface
  void acknowledgeSettings(boolean first) {
    sender.out().putSettingsAck();
    sender.wake();
    if (first) {
      headersEnd();
      streamsChanged();
    }
  }

  /// As [#acknowledgeSettings], without the lock.
  void settingsTaken() throws ConnectionException {
    checkOutput();
    states.tell();
  }

  /// The client knows our settings.
  void settingsAcknowledged() {
    locked(deadlines::settingsAcknowledged);
  }

  void answerPing(long opaque) throws ConnectionException {
    locked(
        () -> {
          sender.out().putPing(opaque, true);
          sender.wake();
        });
    checkOutput();
  }

  void pingAcknowledged(long opaque) {
    locked(() -> farewell.pingAcknowledged(opaque));
  }

  /// The client takes more content.
  ///
  /// @throws ConnectionException or [StreamException] if the window becomes too large
  void openSendWindow(int id, int octets) throws IOException {
    lock.lock();
    try {
      if (id == 0) {
        if (!sender.window().add(octets)) {
          throw ConnectionException.windowExceeded();
        }
        sender.wake();
        return;
      }
      Http2Stream stream = streams.get(id);
      if (stream != null && !stream.isReset()) {
        if (!stream.window().add(octets)) {
          var e =
              new StreamException(id, ErrorCode.FLOW_CONTROL_ERROR, RejectReason.WINDOW_EXCEEDED);
          // At once: the handler may return before it is caught, and the stream be gone.
          streams.reset(stream, e.code(), Cancellation.Cause.STREAM_RESET, e);
          throw e;
        }
        sender.windowChanged(stream);
      }
    } finally {
      lock.unlock();
    }
  }

  /// There are more streams, or fewer. Needs the lock.
  void streamsChanged() {
    boolean idle = streams.count() == 0;
    states.set(idle ? ConnState.IDLE : ConnState.ACTIVE);
    deadlines.idle(idle);
    if (idle) {
      streamsEnded.signalAll();
      if (streams.isRefusing()) {
        farewell.close();
      }
    }
  }

  /// Tells the observer of the state, if it has changed; without the lock.
  void tellState() {
    states.tell();
  }

  @Override
  public void drain() {
    locked(farewell::drain);
  }

  @Override
  public void sweep(long nowNanos) {
    transport.sweep(nowNanos);
    TimeoutKind late = null;
    long elapsed;
    lock.lock();
    try {
      elapsed = nowNanos - sweptAt;
      sweptAt = nowNanos;
      if (!farewell.isClosing()) {
        farewell.sweep(nowNanos);
        late = deadlines.sweep(nowNanos);
      }
    } finally {
      lock.unlock();
    }
    TimeoutKind kind = late;
    if (kind != null) {
      trace(trace -> trace.timedOut(info, kind));
    }
    streams.sweep(nowNanos, elapsed);
  }

  @Override
  public boolean isBusy() {
    lock.lock();
    try {
      return streams.count() > 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean cancel(Cancellation.Cause cause) {
    return streams.cancelAll(cause, null);
  }

  private void trace(Consumer<ServerTrace> event) {
    ServerTrace trace = settings.trace();
    if (trace != null) {
      event.accept(trace);
    }
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }
}
