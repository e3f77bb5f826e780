package weft.internal.tls;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import weft.internal.net.BufferPool;
import weft.internal.net.Clock;
import weft.internal.net.Transport;

/// The sending side of a TLS connection: seals records, and sends several in one write.
///
/// Everything is under one lock, during I/O as well. Whoever must not wait for it, the reader and
/// who closes, tries it and goes on without.
final class TlsOutput {

  /// How long a last alert may wait for room in the peer's window.
  private static final long LAST_WORDS_NANOS = 1_000_000_000;

  private static final byte[] NONE = {};
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Transport inner;
  private final Transport outer;
  private final SSLEngine engine;
  private final BufferPool pool;
  private final Clock clock;
  private final int recordBytesMax;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private byte[] flight = NONE;
  private int flightBytes;
  private byte[] held = NONE;
  private boolean shut;

  private volatile int repliesDue;

  TlsOutput(Transport inner, Transport outer, SSLEngine engine, BufferPool pool, Clock clock) {
    this.inner = inner;
    this.outer = outer;
    this.engine = engine;
    this.pool = pool;
    this.clock = clock;
    recordBytesMax = engine.getSession().getPacketBufferSize();
  }

  /// Counts a message whose answer leaves with the next write (RFC 8446 §4.6.3), and returns how
  /// many have been counted since the last write. Only the reader calls this.
  @SuppressWarnings("NonAtomicVolatileUpdate") // a count that the writer clears is a bound, no sum
  int replyDue() {
    return ++repliesDue;
  }

  /// Writes as [Transport#write] does, or as [Transport#writeMore] if `more` follows.
  void write(byte[] b, int off, int len, boolean more) throws IOException {
    lock.lock();
    try {
      if (shut) {
        throw new ClosedChannelException();
      }
      var from = ByteBuffer.wrap(b, off, len);
      while (from.hasRemaining()) {
        seal(from);
      }
      send(more);
    } finally {
      releaseFlight();
      lock.unlock();
    }
  }

  /// Seals the next record of the handshake; it leaves with [#endFlight()].
  void writeHandshake() throws IOException {
    lock.lock();
    try {
      seal(NOTHING);
    } finally {
      lock.unlock();
    }
  }

  /// Sends what [#writeHandshake()] has gathered.
  void endFlight() throws IOException {
    lock.lock();
    try {
      send(false);
    } finally {
      releaseFlight();
      lock.unlock();
    }
  }

  /// The handshake of a server is complete. In TLS 1.3 it has tickets to say at most, for which
  /// nobody waits (RFC 8446 §4.6.1): they leave with what is written next.
  void holdFlight() {
    lock.lock();
    try {
      held = Arrays.copyOf(flight, flightBytes);
    } finally {
      releaseFlight();
      lock.unlock();
    }
  }

  private void seal(ByteBuffer from) throws IOException {
    if (flight.length == 0) {
      flight = pool.acquire();
      System.arraycopy(held, 0, flight, 0, held.length);
      flightBytes = held.length;
      held = NONE;
    }
    if (flight.length - flightBytes < recordBytesMax) {
      send(false);
    }
    var to = ByteBuffer.wrap(flight, flightBytes, flight.length - flightBytes);
    SSLEngineResult result = Tasks.wrap(engine, from, to);
    flightBytes = to.position();
    repliesDue = 0;
    if (result.getStatus() == Status.CLOSED && from.hasRemaining()) {
      throw new ClosedChannelException(); // TLS 1.2: the peer's close is ours too
    }
    if (result.getStatus() == Status.BUFFER_OVERFLOW
        || (result.bytesConsumed() == 0 && result.bytesProduced() == 0 && from.hasRemaining())) {
      throw new SSLException("the TLS provider does not go on: " + result);
    }
  }

  private void send(boolean more) throws IOException {
    int bytes = flightBytes;
    flightBytes = 0;
    if (bytes > 0 && more) {
      inner.writeMore(flight, 0, bytes);
    } else if (bytes > 0) {
      inner.write(flight, 0, bytes);
    }
  }

  private void releaseFlight() {
    flightBytes = 0;
    if (flight.length > 0) {
      pool.release(flight);
      flight = NONE;
    }
  }

  /// Sends a close_notify (RFC 8446 §6.1) and ends the output.
  void shutdownOutput() throws IOException {
    lock.lock();
    try {
      endOutput(true);
      inner.shutdownOutput();
    } finally {
      lock.unlock();
    }
  }

  /// Sends the alert that the engine has for the peer, else a close_notify, unless somebody is
  /// writing or the peer's window is full.
  void sendClose() {
    if (lock.tryLock()) {
      try {
        endOutput(false);
      } catch (IOException e) {
        // The peer does not want to know.
      } finally {
        lock.unlock();
      }
    }
  }

  /// @param more whether the end of the transport below follows, to share a packet with it
  private void endOutput(boolean more) throws IOException {
    if (!shut) {
      shut = true;
      engine.closeOutbound();
      sendLastWords(more);
    }
  }

  /// Seals until nothing comes: the state of an engine does not always tell what it has to say.
  private void sendLastWords(boolean more) throws IOException {
    outer.writeDeadline(clock.nanoTime() + LAST_WORDS_NANOS);
    try {
      int before;
      do {
        before = flightBytes;
        seal(NOTHING);
      } while (flightBytes > before);
      send(more);
    } finally {
      releaseFlight();
      outer.writeDeadline(Transport.NEVER);
    }
  }
}
