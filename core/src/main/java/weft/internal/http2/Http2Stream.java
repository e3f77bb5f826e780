package weft.internal.http2;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.Cancellation;
import weft.Cancellation.Cause;
import weft.Header;
import weft.HijackedConnection;
import weft.ServerTrace;
import weft.ServerTrace.TimeoutKind;
import weft.internal.exchange.ContentTimeoutException;
import weft.internal.exchange.Stream;
import weft.internal.exchange.Timeouts;
import weft.internal.net.Clock;
import weft.internal.net.Transport;

/// One request and its response on an HTTP/2 connection (RFC 9113 §5.1).
///
/// It is in the connection's table for as long as its handler runs, whatever the peer does. Fields
/// are guarded by the connection's lock.
final class Http2Stream implements Stream {

  private static final byte[] NOTHING = {};

  private final int id;
  private final Http2Connection connection;
  private final Http2Settings settings;
  private final ReentrantLock lock;
  private final Sender sender;
  private final Http2Content content;
  private final Cancellation.Source cancellation = new Cancellation.Source();
  private final SendWindow window;
  private final Pace pace;
  private final @Nullable ServerTrace trace;
  private Priority priority;

  private boolean continuePending;
  private boolean headSent;
  private boolean sendEnded;
  private boolean reset;
  private boolean resetByPeer;
  private volatile @Nullable Cause resetCause;
  private @Nullable IOException broken;
  private @Nullable Condition changed;

  private byte[] pending = NOTHING;
  private int pendingAt;
  private int pendingEnd;
  private boolean queued;
  private int frameAt;
  private int frameEpoch = -1;

  private byte @Nullable [] contentBuffer;
  private Clock.@Nullable Alarm alarm;
  private long readDeadline;
  private long writeDeadline;
  private final long beginNanos;
  private long firstByteNanos;

  /// @param trace who is told of the request, null for nobody
  Http2Stream(
      Http2Connection connection,
      int id,
      RequestHead head,
      boolean ended,
      int windowBytes,
      @Nullable ServerTrace trace) {
    this.id = id;
    this.connection = connection;
    settings = connection.settings();
    lock = connection.lock();
    sender = connection.sender();
    window = new SendWindow(windowBytes);
    priority = head.priority();
    continuePending = head.expectsContinue();
    pace = new Pace(settings.timeouts());
    this.trace = trace;
    content = new Http2Content(this, connection, head.contentLength(), ended);
    long now = trace == null ? settings.clock().coarseNanoTime() : settings.clock().nanoTime();
    beginNanos = now;
    readDeadline = Timeouts.after(now, settings.timeouts().read());
    writeDeadline = Timeouts.after(now, settings.timeouts().write());
  }

  int id() {
    return id;
  }

  @Nullable ServerTrace trace() {
    return trace;
  }

  Http2Content content() {
    return content;
  }

  Cancellation.Source cancellation() {
    return cancellation;
  }

  SendWindow window() {
    return window;
  }

  Priority priority() {
    return priority;
  }

  void priority(Priority priority) {
    this.priority = priority;
  }

  boolean isQueued() {
    return queued;
  }

  void queued(boolean queued) {
    this.queued = queued;
  }

  /// Returns whether the stream was reset, by whichever side.
  boolean isReset() {
    return reset;
  }

  boolean isResetByPeer() {
    return resetByPeer;
  }

  /// Returns whether the head of the final response was put; for the handler's thread.
  boolean isHeadSent() {
    return headSent;
  }

  /// Returns whether everything up to END_STREAM was put.
  boolean isSendEnded() {
    return sendEnded;
  }

  /// Returns whether both sides have said all that they will say.
  boolean isEnded() {
    return sendEnded && content.isEnded();
  }

  /// Returns when the request's head had arrived.
  long beginNanos() {
    return beginNanos;
  }

  /// Returns when the head of the response was handed on, 0 if it was not.
  long firstByteNanos() {
    return firstByteNanos;
  }

  /// Returns how many octets of content wait for room and windows.
  int pending() {
    return pendingEnd - pendingAt;
  }

  /// Puts a DATA frame of pending content; the handler goes on once it was the last.
  void putPending(FrameWriter out, int octets) {
    frameAt = out.putData(id, pending, pendingAt, octets);
    frameEpoch = out.epoch();
    window.use(octets);
    pace.moved(octets);
    pendingAt += octets;
    if (pendingAt == pendingEnd) {
      pending = NOTHING;
      pendingAt = 0;
      pendingEnd = 0;
      signal();
    }
  }

  /// Ends the stream for both sides; who waits for it fails.
  ///
  /// @param cause of the cancellation that whoever resets it has to see to, without the lock
  void reset(boolean byPeer, Cause cause, IOException why) {
    if (!reset) {
      resetCause = cause;
      if (!sendEnded) {
        connection.streams().closed();
      }
      reset = true;
      resetByPeer = byPeer;
      broken = why;
      withdraw();
      content.fail(why);
      signal();
    }
  }

  /// Cancels the request if its stream was reset; for the handler's thread, which may notice before
  /// whoever did that comes to it. Without the lock.
  void cancelIfReset() {
    Cause cause = resetCause;
    if (cause != null) {
      cancellation.cancel(cause);
    }
  }

  private void withdraw() {
    sender.forget(this);
    pending = NOTHING;
    pendingAt = 0;
    pendingEnd = 0;
  }

  /// Blocks until [#signal()]; may return sooner.
  @SuppressWarnings("WaitNotInLoop") // the callers loop
  void await() throws InterruptedIOException {
    if (changed == null) {
      changed = lock.newCondition();
    }
    try {
      changed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the peer");
    }
  }

  void signal() {
    if (changed != null) {
      changed.signalAll();
    }
  }

  /// @throws IOException if nothing can be sent any more
  void checkSendable() throws IOException {
    IOException why = broken;
    if (why instanceof SocketTimeoutException) {
      throw why;
    } else if (why != null) {
      throw new IOException(why.getMessage(), why);
    } else if (sender.failed()) {
      throw new IOException("the connection broke");
    }
  }

  /// Looks at the deadlines; returns which has passed, or null. The stream must be reset if it is
  /// one of sending.
  ///
  /// @param elapsed how long it is since they were looked at
  @Nullable TimeoutKind sweep(long nowNanos, long elapsed) {
    if (content.failure() == null && !content.isEnded()) {
      boolean late = nowNanos >= readDeadline;
      if (late || content.waited(elapsed)) {
        content.fail(new ContentTimeoutException());
        return late ? TimeoutKind.READ_CONTENT : TimeoutKind.DATA_RATE;
      }
    }
    if (!sendEnded && !reset) {
      if (nowNanos >= writeDeadline) {
        return TimeoutKind.WRITE;
      }
      int allowed = Math.min(window.available(), sender.window().available());
      if (pending() > 0 && allowed <= 0 && pace.waited(elapsed)) {
        return TimeoutKind.WRITE;
      }
    }
    return null;
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

  private interface Sending {
    void put() throws IOException;
  }

  private void send(Sending sending) throws IOException {
    try {
      lock.lock();
      try {
        sending.put();
      } catch (IOException e) {
        withdraw();
        broken = broken == null ? e : broken;
        throw e;
      } catch (RuntimeException | Error e) {
        withdraw(); // the caller may use the array again
        throw e;
      } finally {
        lock.unlock();
      }
    } catch (IOException e) {
      cancelIfReset();
      throw e;
    }
  }

  @Override
  public void sendInterim(int status, Header fields) throws IOException {
    send(
        () -> {
          continuePending &= status != 100;
          sender.awaitRoom(this);
          settings.fields().putInterim(sender.encoder(), status, fields);
          putHeaders();
          sender.wake();
        });
  }

  @Override
  public void sendHead(int status, Header fields, @Nullable String contentType, long length)
      throws IOException {
    send(
        () -> {
          sender.awaitRoom(this);
          headSent = true;
          settings.fields().putHead(sender.encoder(), status, fields, contentType, length);
          putHeaders();
        });
    if (trace != null) {
      firstByteNanos = settings.clock().nanoTime();
    }
    if (fields.hasToken("Connection", "close")) {
      connection.drain(); // what that asks for, in the words of HTTP/2 (RFC 9113 §6.8)
    }
  }

  private void putHeaders() {
    frameAt = sender.out().putHeaders(id, sender.encoder(), sender.payloadBytesMax());
    frameEpoch = sender.out().epoch();
  }

  @Override
  public void sendContent(byte[] b, int off, int len) throws IOException {
    if (len == 0) {
      return;
    }
    send(
        () -> {
          checkSendable();
          pending = b;
          pendingAt = off;
          pendingEnd = off + len;
          sender.offer(this);
          while (pending() > 0) {
            await();
            checkSendable();
          }
        });
  }

  /// Reads pieces that fill an array of frames, so that each leaves in one write; this also spares
  /// a new array for each response.
  @Override
  public long sendFile(SeekableByteChannel file, long count) throws IOException {
    byte[] array = settings.frames().acquire();
    try {
      ByteBuffer piece = ByteBuffer.wrap(array, 0, FrameWriter.contentBytes(array.length)).slice();
      long sent = 0;
      while (sent < count && read(file, piece, count - sent)) {
        sendContent(array, 0, piece.position());
        sent += piece.position();
      }
      return sent;
    } finally {
      settings.frames().release(array);
    }
  }

  /// Fills `piece` if the file has so much; returns false if it has nothing.
  private static boolean read(SeekableByteChannel file, ByteBuffer piece, long max)
      throws IOException {
    piece.clear().limit((int) Math.min(max, piece.capacity()));
    while (piece.hasRemaining() && file.read(piece) >= 0) {
      // on, until it is full or the file has ended
    }
    return piece.position() > 0;
  }

  // The last frame that is still there becomes the last of the stream; else an empty one is.
  @Override
  public void sendEnd(@Nullable Header trailer) throws IOException {
    releaseContentBuffer();
    send(
        () -> {
          checkSendable();
          if (trailer != null) {
            settings.fields().putTrailer(sender.encoder(), trailer);
            putHeaders();
          } else if (frameEpoch != sender.out().epoch()) {
            frameAt = sender.out().putData(id, NOTHING, 0, 0);
          }
          sender.out().endStreamAt(frameAt);
          sendEnded = true;
          connection.streams().closed();
          sender.wake();
        });
  }

  @Override
  public void flush() throws IOException {
    send(
        () -> {
          checkSendable();
          sender.wake();
        });
  }

  /// Throws always: other streams use the connection (RFC 9113 §8.6).
  @Override
  public HijackedConnection hijack() {
    throw new UnsupportedOperationException("an HTTP/2 connection has other streams");
  }

  @Override
  public void readDeadline(Duration fromNow) {
    long at = deadlineAfter(fromNow);
    lock.lock();
    try {
      readDeadline = at;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void writeDeadline(Duration fromNow) {
    long at = deadlineAfter(fromNow);
    lock.lock();
    try {
      writeDeadline = at;
    } finally {
      lock.unlock();
    }
  }

  private long deadlineAfter(Duration fromNow) {
    return fromNow.isZero()
        ? Transport.NEVER
        : Timeouts.after(settings.clock().nanoTime(), fromNow);
  }

  @Override
  public void deadline(Duration fromNow) {
    clearAlarm();
    if (!fromNow.isZero()) {
      long at = Timeouts.after(settings.clock().nanoTime(), fromNow);
      alarm = settings.clock().schedule(at, () -> cancellation.cancel(Cause.DEADLINE));
    }
  }

  /// The handler has returned: its deadline and its buffers are the connection's again.
  void end() {
    clearAlarm();
    releaseContentBuffer();
    cancellation.cancel(Cause.HANDLER_RETURNED);
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
