package weft.internal.http1;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.Cancellation;
import weft.Header;
import weft.HijackedConnection;
import weft.Methods;
import weft.internal.exchange.Stream;
import weft.internal.exchange.Timeouts;
import weft.internal.http1.ResponseEncoder.Persistence;
import weft.internal.net.Clock;
import weft.internal.net.Sweeper;

/// One request and its response on an HTTP/1 connection.
///
/// The response waits in the output for the next one if the next request has begun to arrive, so
/// that the answers to pipelined requests leave in one write. An exchange that has such responses
/// before it is swept: a handler that takes its time must not delay them.
final class Http1Exchange implements Stream, Sweeper.Swept {

  /// The final response has not begun, and no interim one is being written.
  private static final int OPEN = 0;

  /// An interim response, or what waits before this one, is being written.
  private static final int INTERIM = 1;

  private static final int BEGUN = 2;
  private static final VarHandle PHASE;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(Http1Exchange.class, "phase", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Http1Connection connection;
  private final Http1Settings settings;
  private final InputBuffer in;
  private final OutputBuffer out;
  private final RequestHead head;
  private final Content content;
  private final Cancellation.Source cancellation = new Cancellation.Source();

  /// Held while an interim response is written: by the handler's thread, or as a probe by another.
  private final ReentrantLock beginning = new ReentrantLock();

  @SuppressWarnings("unused") // through PHASE
  private int phase = OPEN;

  private boolean headSent;
  private boolean continuePending;
  private boolean chunked;
  private boolean persistent;
  private byte @Nullable [] contentBuffer;
  private @Nullable IOException contentFailure;
  private @Nullable IOException writeFailure;
  private Clock.@Nullable Alarm alarm;

  // Guarded by the monitor.
  private boolean halfClosed;
  private @Nullable Runnable onHalfClose;

  private long firstByteNanos;

  Http1Exchange(
      Http1Connection connection,
      Http1Settings settings,
      RequestHead head,
      InputBuffer in,
      OutputBuffer out) {
    this.connection = connection;
    this.settings = settings;
    this.in = in;
    this.out = out;
    this.head = head;
    continuePending = head.expectsContinue();
    persistent = head.persistent();
    content = content(head.framing());
  }

  private Content content(Framing framing) {
    if (framing == Framing.None.INSTANCE) {
      return new NoContent();
    }
    return framing == Framing.Chunked.INSTANCE
        ? new ChunkedContent(this, in, fieldReader(), settings.limits())
        : new FixedContent(this, in, framing.length());
  }

  private FieldReader fieldReader() {
    return new FieldReader(in, settings.limits(), settings.strings());
  }

  Content content() {
    return content;
  }

  Cancellation.Source cancellation() {
    return cancellation;
  }

  /// Returns whether the connection may be used again, as far as this exchange knows.
  boolean isPersistent() {
    return persistent && contentFailure == null;
  }

  /// Returns whether the client sends nothing after this request, by its own word, and all of it
  /// has arrived: then a close at once destroys no response (RFC 9112 §9.6).
  boolean isClientsLast() {
    return !head.persistent() && content.isComplete() && in.isEmpty();
  }

  /// Returns what was wrong with the content, or null.
  @Nullable IOException contentFailure() {
    return contentFailure;
  }

  /// Returns why the response could not be sent, or null.
  @Nullable IOException writeFailure() {
    return writeFailure;
  }

  /// Returns when the head of the response was handed on, 0 if it was not.
  long firstByteNanos() {
    return firstByteNanos;
  }

  /// Remembers that the content cannot be read to its end.
  void contentBroken(IOException failure) {
    contentFailure = failure;
  }

  /// Sends the 100 that the client waits for, once (RFC 9110 §10.1.1).
  void sendContinue() throws IOException {
    if (continuePending && !headSent) {
      sendInterim(100, new Header());
    }
    continuePending = false;
  }

  @Override
  public byte[] contentBuffer() {
    contentBuffer = settings.content().acquire();
    return contentBuffer;
  }

  @Override
  public void sendInterim(int status, Header fields) throws IOException {
    if (head.isHttp10()) {
      return;
    }
    continuePending &= status != 100;
    try {
      putInterim(status, fields);
    } catch (IOException e) {
      throw writeFailed(e);
    }
  }

  /// Sends an interim response unless the final one has begun, perhaps on another thread.
  ///
  /// @return whether it was sent
  private boolean putInterim(int status, Header fields) throws IOException {
    beginning.lock();
    try {
      if (!PHASE.compareAndSet(this, OPEN, INTERIM)) {
        return false;
      }
      settings.encoder().putInterim(out, status, fields);
      out.flush();
      return true;
    } finally {
      PHASE.compareAndSet(this, INTERIM, OPEN);
      beginning.unlock();
    }
  }

  /// The handler has been running for a tick, and responses wait behind it. Sending them may block,
  /// so that is for a thread of its own.
  @Override
  public void sweep(long nowNanos) {
    settings.heldBack().remove(this);
    Thread.ofVirtual().name("weft-flush").start(this::sendEarlier);
  }

  private void sendEarlier() {
    beginning.lock();
    try {
      if (PHASE.compareAndSet(this, OPEN, INTERIM)) {
        out.flush();
      }
    } catch (IOException e) {
      cancellation.cancel(Cancellation.Cause.WRITE_FAILED);
    } finally {
      PHASE.compareAndSet(this, INTERIM, OPEN);
      beginning.unlock();
    }
  }

  /// Sends an interim response unless the final one has begun; for another thread than the
  /// handler's.
  ///
  /// @return whether it was sent
  boolean probe() throws IOException {
    return !head.isHttp10() && putInterim(102, new Header());
  }

  @Override
  public void onHalfClose(Runnable action) {
    boolean already;
    synchronized (this) {
      onHalfClose = action;
      already = halfClosed;
    }
    if (already) {
      action.run();
    }
  }

  /// The client has closed its sending side.
  void halfClosed() {
    Runnable action;
    synchronized (this) {
      halfClosed = true;
      action = onHalfClose;
    }
    if (action != null) {
      action.run();
    }
  }

  @Override
  public void sendHead(int status, Header fields, @Nullable String contentType, long length)
      throws IOException {
    beginHead();
    boolean tunnel = isTunnel(status);
    chunked = length == UNKNOWN_LENGTH && !head.isHttp10() && !tunnel;
    boolean endsByClose = length == UNKNOWN_LENGTH && head.isHttp10();
    persistent =
        isPersistent()
            && !endsByClose
            && !tunnel
            && connection.mayGoOn()
            && !continuePending
            && !fields.hasToken("Connection", "close")
            && !leavesTooMuch();
    long told = tunnel ? NO_CONTENT : length;
    Persistence persistence = tunnel ? Persistence.IMPLIED : says();
    try {
      if (mayTakeLong(length)) {
        out.flush();
      }
      settings.encoder().putHead(out, status, fields, contentType, told, chunked, persistence);
    } catch (IOException e) {
      throw writeFailed(e);
    }
    if (connection.isTraced()) {
      firstByteNanos = settings.clock().nanoTime();
    }
  }

  /// Returns whether the content is more than what the response had held back, so that its handler
  /// is still running; the responses before it do not wait for that.
  private boolean mayTakeLong(long length) {
    return length == UNKNOWN_LENGTH || length > settings.limits().responseBufferBytes();
  }

  /// From here on no interim response is sent; waits for one that is being sent.
  private void beginHead() {
    if (!headSent && !PHASE.compareAndSet(this, OPEN, BEGUN)) {
      beginning.lock();
      try {
        PHASE.setVolatile(this, BEGUN);
      } finally {
        beginning.unlock();
      }
    }
    headSent = true;
  }

  /// Returns whether what follows the head is no HTTP: after 101, and after a 2xx to CONNECT, which
  /// has no length either (RFC 9110 §9.3.6).
  private boolean isTunnel(int status) {
    boolean connect = head.line().method().equals(Methods.CONNECT);
    return status == 101 || (connect && status >= 200 && status < 300);
  }

  private Persistence says() {
    if (!persistent) {
      return Persistence.CLOSE;
    }
    return head.isHttp10() ? Persistence.KEEP_ALIVE : Persistence.IMPLIED;
  }

  /// Returns whether a handler that has not begun to read leaves more than is worth reading away.
  private boolean leavesTooMuch() {
    return content.count() == 0 && content.remaining() > settings.limits().discardBytesMax();
  }

  @Override
  public void sendContent(byte[] b, int off, int len) throws IOException {
    try {
      if (chunked) {
        settings.encoder().putChunk(out, b, off, len);
      } else {
        out.put(b, off, len);
      }
    } catch (IOException e) {
      throw writeFailed(e);
    }
  }

  @Override
  public SeekableByteChannel openFile(Path file) throws IOException {
    return connection.openFile(file);
  }

  @Override
  public long sendFile(SeekableByteChannel file, long count) throws IOException {
    if (chunked) {
      return 0;
    }
    try {
      return out.sendFile(file, count);
    } catch (IOException e) {
      throw writeFailed(e);
    }
  }

  @Override
  public void sendEnd(@Nullable Header trailer) throws IOException {
    releaseContentBuffer();
    if (writeFailure != null) {
      throw new IOException("content could not be sent", writeFailure);
    }
    try {
      if (chunked) {
        settings.encoder().putLastChunk(out, trailer);
      }
      if (!isFollowed()) {
        out.flush();
      }
    } catch (IOException e) {
      throw writeFailed(e);
    }
  }

  /// Returns whether the connection has octets of a further request, and so will answer or wait for
  /// the peer next, both of which flush.
  private boolean isFollowed() {
    return isPersistent() && content.isComplete() && !in.isEmpty();
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException e) {
      throw writeFailed(e);
    }
  }

  private IOException writeFailed(IOException e) {
    cancellation.cancel(Cancellation.Cause.WRITE_FAILED);
    persistent = false;
    writeFailure = e;
    return e;
  }

  @Override
  public HijackedConnection hijack() throws IOException {
    beginHead();
    flush();
    content.handlerReturned(); // what follows is no content of this request
    return connection.hijack();
  }

  @Override
  public void readDeadline(Duration fromNow) {
    connection.deadlines().contentDeadline(fromNow);
  }

  @Override
  public void writeDeadline(Duration fromNow) {
    connection.deadlines().writeDeadline(fromNow);
  }

  @Override
  public void deadline(Duration fromNow) {
    clearAlarm();
    if (!fromNow.isZero()) {
      long at = Timeouts.after(settings.clock().nanoTime(), fromNow);
      alarm = settings.clock().schedule(at, () -> cancellation.cancel(Cancellation.Cause.DEADLINE));
    }
  }

  /// The handler has returned: its content, its deadline and its buffers are the connection's
  /// again.
  void end() {
    beginHead(); // a probe under way must not write into an array that goes back to its pool
    content.handlerReturned();
    clearAlarm();
    releaseContentBuffer();
    cancellation.cancel(Cancellation.Cause.HANDLER_RETURNED);
  }

  private void clearAlarm() {
    if (alarm != null) {
      alarm.cancel();
      alarm = null;
    }
  }

  private void releaseContentBuffer() {
    if (contentBuffer != null) {
      settings.content().release(contentBuffer);
      contentBuffer = null;
    }
  }
}
