package weft.internal.http1;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SeekableByteChannel;
import java.time.Duration;
import weft.ServerTrace.TimeoutKind;
import weft.internal.exchange.ContentTimeoutException;
import weft.internal.exchange.Timeouts;
import weft.internal.net.Clock;
import weft.internal.net.Transport;

/// When a connection stops waiting for its peer (RFC 9112 §9.5).
///
/// The minimum data rate is a budget of time: waiting for content uses it up, content that arrives
/// refills it. So a handler that thinks between two reads costs the peer nothing.
final class Deadlines {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final Transport transport;
  private final Clock clock;
  private final Timeouts timeouts;

  private long contentDeadline = Transport.NEVER;
  private long writeDeadline = Transport.NEVER;
  private long budget;
  private TimeoutKind kind = TimeoutKind.READ_HEADER;

  Deadlines(Transport transport, Clock clock, Timeouts timeouts) {
    this.transport = transport;
    this.clock = clock;
    this.timeouts = timeouts;
  }

  /// Returns what the deadline that passed was for.
  TimeoutKind kind() {
    return kind;
  }

  /// The connection waits for the first octet of a request.
  void awaitRequest(boolean first) {
    kind = first ? TimeoutKind.READ_HEADER : TimeoutKind.IDLE;
    long timeout = first ? timeouts.readHeader() : timeouts.idle();
    transport.readDeadline(Timeouts.after(clock.coarseNanoTime(), timeout));
  }

  /// The first octet of a request has arrived, at `now`.
  void requestBegins(long now) {
    kind = TimeoutKind.READ_HEADER;
    transport.readDeadline(
        Math.min(Timeouts.after(now, timeouts.readHeader()), Timeouts.after(now, timeouts.read())));
  }

  /// The head of a request has arrived, which began at `begin`.
  void headComplete(long begin) {
    transport.readDeadline(Transport.NEVER);
    contentDeadline = Timeouts.after(begin, timeouts.read());
    writeDeadline =
        timeouts.write() == 0
            ? Transport.NEVER
            : Timeouts.after(clock.nanoTime(), timeouts.write());
    budget = timeouts.rateGrace();
  }

  /// Makes reads of this request's content fail once `fromNow` has passed.
  void contentDeadline(Duration fromNow) {
    contentDeadline = after(fromNow);
  }

  /// Makes writes of this response fail once `fromNow` has passed.
  void writeDeadline(Duration fromNow) {
    writeDeadline = after(fromNow);
  }

  private long after(Duration fromNow) {
    return fromNow.isZero() ? Transport.NEVER : Timeouts.after(clock.nanoTime(), fromNow);
  }

  /// Reads content from the transport, for as long as the peer is fast enough.
  ///
  /// @return how many octets arrived, or -1
  /// @throws ContentTimeoutException if it was not fast enough
  int readContent(byte[] b, int off, int len) throws IOException {
    long before = clock.nanoTime();
    long byRate = timeouts.rate() == 0 ? Transport.NEVER : before + budget;
    kind = byRate < contentDeadline ? TimeoutKind.DATA_RATE : TimeoutKind.READ_CONTENT;
    transport.readDeadline(Math.min(byRate, contentDeadline));
    try {
      int length = transport.read(b, off, len);
      if (timeouts.rate() > 0) {
        long earned = Math.max(0, length) * NANOS_PER_SECOND / timeouts.rate();
        budget = Math.min(timeouts.rateGrace(), budget - (clock.nanoTime() - before) + earned);
      }
      return length;
    } catch (SocketTimeoutException e) {
      throw new ContentTimeoutException();
    } finally {
      transport.readDeadline(Transport.NEVER);
    }
  }

  /// Writes, for as long as the peer takes the octets fast enough.
  ///
  /// @param more whether more is written at once, see [Transport#writeMore]
  void write(byte[] b, int off, int len, boolean more) throws IOException {
    long deadline = beginWrite(len);
    try {
      if (more) {
        transport.writeMore(b, off, len);
      } else {
        transport.write(b, off, len);
      }
    } catch (SocketTimeoutException e) {
      throw writeTimedOut(e, deadline);
    }
    transport.writeDeadline(Transport.NEVER);
  }

  /// Sends octets of a file as [Transport#sendFile], for as long as the peer takes `atLeast` of
  /// them fast enough.
  long sendFile(SeekableByteChannel file, long count, long atLeast) throws IOException {
    long deadline = beginWrite(atLeast);
    long sent;
    try {
      sent = transport.sendFile(file, count, atLeast);
    } catch (SocketTimeoutException e) {
      throw writeTimedOut(e, deadline);
    }
    transport.writeDeadline(Transport.NEVER);
    return sent;
  }

  private long beginWrite(long bytes) {
    long deadline = writeDeadline;
    if (timeouts.rate() > 0) {
      long allowed = timeouts.rateGrace() + bytes * NANOS_PER_SECOND / timeouts.rate();
      deadline = Math.min(deadline, clock.coarseNanoTime() + allowed);
    }
    transport.writeDeadline(deadline);
    return deadline;
  }

  private SocketTimeoutException writeTimedOut(SocketTimeoutException e, long deadline) {
    kind = deadline == writeDeadline ? TimeoutKind.WRITE : TimeoutKind.DATA_RATE;
    return e;
  }

  /// The connection reads on for a moment before it closes.
  void linger() {
    transport.readDeadline(clock.nanoTime() + timeouts.linger());
  }

  /// The connection waits for nobody any more.
  void clear() {
    writeDeadline = Transport.NEVER;
    transport.readDeadline(Transport.NEVER);
    transport.writeDeadline(Transport.NEVER);
  }
}
