package weft.internal.http2;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.Cancellation.Cause;
import weft.Header;
import weft.RejectReason;
import weft.internal.exchange.BadMessageException;
import weft.internal.exchange.ContentTimeoutException;
import weft.internal.text.FieldLines;

/// The content of a request as its handler reads it (RFC 9113 §8.1). Guarded by the connection's
/// lock.
final class Http2Content extends InputStream {

  private static final Header NO_TRAILER = new Header().freeze();

  private final Http2Stream stream;
  private final Http2Connection connection;
  private final long declared;
  private final ReceiveBuffer buffer;
  private final ReceiveWindow window;
  private final Pace pace;
  private long received;
  private long read;
  private boolean ended;
  private boolean closed;
  private boolean waiting;
  private boolean starved;
  private @Nullable IOException failure;
  private volatile Header trailer = NO_TRAILER;

  /// @param declared how long the content is to be, -1 if that is not known
  Http2Content(Http2Stream stream, Http2Connection connection, long declared, boolean ended) {
    this.stream = stream;
    this.connection = connection;
    this.declared = declared;
    this.ended = ended;
    buffer = new ReceiveBuffer(connection.settings().frames());
    window = new ReceiveWindow(connection.limits().streamWindowBytes());
    pace = new Pace(connection.settings().timeouts());
  }

  Header trailer() {
    return trailer;
  }

  /// Returns how many octets the handler has read.
  long count() {
    return read;
  }

  ReceiveWindow window() {
    return window;
  }

  boolean isEnded() {
    return ended;
  }

  /// Returns what is wrong with the content, or null.
  @Nullable IOException failure() {
    return failure;
  }

  /// @throws StreamException if the client may not send so many octets (RFC 9113 §6.9.1)
  void require(int octets) throws StreamException {
    if (octets > window.available()) {
      throw new StreamException(
          stream.id(), ErrorCode.FLOW_CONTROL_ERROR, RejectReason.WINDOW_EXCEEDED);
    }
  }

  /// Takes octets that arrived.
  ///
  /// @throws StreamException if they are more than were declared (RFC 9113 §8.1.1)
  void receive(byte[] b, int off, int len) throws StreamException {
    boolean _ = window.receive(len);
    received += len;
    if (declared >= 0 && received > declared) {
      throw StreamException.malformed(stream.id(), RejectReason.CONTENT_LENGTH_MISMATCH);
    }
    pace.moved(len);
    connection.budget().earnContent(len);
    if (closed || failure != null) {
      refill();
      return;
    }
    if (received > connection.settings().limits().contentBytesMax()) {
      fail(new BadMessageException(RejectReason.CONTENT_TOO_LARGE, connection.received()));
      return;
    }
    connection.settings().unread().addAndGet(len);
    buffer.put(b, off, len);
    stream.signal();
  }

  /// Takes octets of padding, which count in the window as content does (RFC 9113 §6.1).
  void receivePadding(int octets) {
    boolean _ = window.receive(octets);
    refill();
  }

  /// There is no more.
  ///
  /// @throws StreamException if it is less than was declared (RFC 9113 §8.1.1)
  void end(@Nullable FieldLines trailerLines) throws StreamException {
    ended = true;
    if (declared >= 0 && received < declared) {
      var malformed = StreamException.malformed(stream.id(), RejectReason.CONTENT_LENGTH_MISMATCH);
      // At once: the handler must not take this for the end.
      connection.streams().reset(stream, malformed.code(), Cause.STREAM_RESET, malformed);
      throw malformed;
    }
    if (trailerLines != null) {
      trailer = new Header(trailerLines);
    }
    stream.signal();
  }

  /// Makes every later read fail.
  void fail(IOException why) {
    if (failure == null) {
      failure = why;
      forget();
      stream.signal();
    }
  }

  /// The handler has returned, or does not want the rest: it is forgotten as it arrives.
  void forget() {
    connection.settings().unread().addAndGet(-buffer.clear());
  }

  /// Says that the handler has waited; returns whether for too long.
  boolean waited(long nanos) {
    return waiting && pace.waited(nanos);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    Objects.checkFromIndexSize(off, len, b.length);
    if (len == 0) {
      return 0;
    }
    try {
      return readLocked(b, off, len);
    } catch (IOException e) {
      stream.cancelIfReset();
      throw e;
    }
  }

  private int readLocked(byte[] b, int off, int len) throws IOException {
    connection.lock().lock();
    try {
      checkReadable();
      if (buffer.count() == 0 && !ended) {
        stream.sendContinue();
        awaitContent();
      }
      if (buffer.count() == 0) {
        return -1;
      }
      int length = buffer.take(b, off, len);
      connection.settings().unread().addAndGet(-length);
      read += length;
      refill();
      return length;
    } finally {
      connection.lock().unlock();
    }
  }

  private void awaitContent() throws IOException {
    starved = true;
    waiting = true;
    try {
      while (buffer.count() == 0 && !ended) {
        stream.await();
        checkReadable();
      }
    } finally {
      waiting = false;
    }
  }

  private void checkReadable() throws IOException {
    if (closed) {
      throw new IOException("the content was closed");
    }
    IOException why = failure;
    if (why instanceof BadMessageException || why instanceof ContentTimeoutException) {
      throw why;
    } else if (why != null) {
      throw new IOException(why.getMessage(), why);
    }
  }

  @Override
  public int available() {
    connection.lock().lock();
    try {
      return buffer.count();
    } finally {
      connection.lock().unlock();
    }
  }

  @Override
  public void close() {
    connection.lock().lock();
    try {
      closed = true;
      forget();
      stream.signal();
    } finally {
      connection.lock().unlock();
    }
  }

  /// Opens the window again by what was read. It grows if the handler was faster than the peer, as
  /// long as the connection may hold more, and shrinks while the server holds too much.
  private void refill() {
    if (ended || stream.isReset() || window.refill(buffer.count()) == 0) {
      return;
    }
    connection.streams().adapt(window, starved);
    starved = false;
    int increment = window.refill(buffer.count());
    if (increment > 0) {
      window.open(increment);
      connection.sender().out().putWindowUpdate(stream.id(), increment);
      connection.sender().wake();
    }
  }
}
