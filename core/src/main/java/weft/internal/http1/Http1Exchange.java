package weft.internal.http1;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.Cancellation;
import weft.Header;
import weft.HijackedConnection;
import weft.internal.exchange.Stream;
import weft.internal.http1.ResponseEncoder.Persistence;
import weft.internal.net.Clock;

/// One request and its response on an HTTP/1 connection.
final class Http1Exchange implements Stream {

  private final Http1Connection connection;
  private final Http1Settings settings;
  private final OutputBuffer out;
  private final RequestHead head;
  private final Content content;
  private final Cancellation.Source cancellation = new Cancellation.Source();

  /// Guards the moment in which the final response begins, which a probe must not overlap.
  private final ReentrantLock beginning;

  private boolean headSent;
  private boolean continuePending;
  private boolean chunked;
  private boolean persistent;
  private byte @Nullable [] contentBuffer;
  private @Nullable IOException contentFailure;
  private @Nullable IOException writeFailure;
  private Clock.@Nullable Alarm alarm;
  private long firstByteNanos;

  Http1Exchange(
      Http1Connection connection,
      Http1Settings settings,
      RequestHead head,
      InputBuffer in,
      OutputBuffer out,
      FieldReader fieldReader) {
    this.connection = connection;
    this.settings = settings;
    this.out = out;
    this.head = head;
    beginning = connection.beginning();
    continuePending = head.expectsContinue();
    persistent = head.persistent();
    content =
        switch (head.framing()) {
          case Framing.None _ -> new NoContent();
          case Framing.Fixed(long length) -> new FixedContent(this, in, length);
          case Framing.Chunked _ -> new ChunkedContent(this, in, fieldReader, settings.limits());
        };
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
    beginning.lock();
    try {
      settings.encoder().putInterim(out, status, fields);
      out.flush();
    } catch (IOException e) {
      throw writeFailed(e);
    } finally {
      beginning.unlock();
    }
  }

  /// Sends an interim response unless the final one has begun; for another thread than the
  /// handler's.
  ///
  /// @return whether it was sent
  boolean probe() throws IOException {
    beginning.lock();
    try {
      if (headSent || head.isHttp10()) {
        return false;
      }
      settings.encoder().putInterim(out, 102, new Header());
      out.flush();
      return true;
    } finally {
      beginning.unlock();
    }
  }

  @Override
  public void sendHead(int status, Header fields, long length) throws IOException {
    beginHead();
    boolean upgraded = status == 101;
    chunked = length == UNKNOWN_LENGTH && !head.isHttp10();
    boolean endsByClose = length == UNKNOWN_LENGTH && head.isHttp10();
    persistent =
        isPersistent()
            && !endsByClose
            && connection.keepAlive()
            && !continuePending
            && !fields.hasToken("Connection", "close")
            && !leavesTooMuch();
    try {
      settings
          .encoder()
          .putHead(out, status, fields, length, chunked, upgraded ? Persistence.IMPLIED : says());
    } catch (IOException e) {
      throw writeFailed(e);
    }
    if (connection.isTraced()) {
      firstByteNanos = settings.clock().nanoTime();
    }
  }

  private void beginHead() {
    beginning.lock();
    try {
      headSent = true;
    } finally {
      beginning.unlock();
    }
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
  public void sendEnd(@Nullable Header trailer) throws IOException {
    releaseContentBuffer();
    try {
      if (chunked) {
        settings.encoder().putLastChunk(out, trailer);
      }
      out.flush();
    } catch (IOException e) {
      throw writeFailed(e);
    }
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
      long at = settings.clock().nanoTime() + fromNow.toNanos();
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
