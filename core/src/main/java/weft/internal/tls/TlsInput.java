package weft.internal.tls;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import weft.internal.net.BufferPool;
import weft.internal.net.Transport;

/// The receiving side of a TLS connection: gathers records and opens them. Belongs to the reader.
///
/// ```
/// TLSCiphertext = type(1) legacy_record_version(2) length(2) encrypted_record(length)
/// ```
///
/// (RFC 8446 §5.2). A record is opened straight into the caller's array where it fits; else into an
/// array of the pool, from which it is handed out. Nothing is borrowed while there is nothing.
final class TlsInput {

  /// How many records in a row may carry no data: alerts, key updates, empty ones. More is a flood.
  static final int RECORDS_WITHOUT_DATA_MAX = 32;

  /// The array of a connection that waits for a record; grows with what arrives before the
  /// handshake is complete, so that a peer holds no more memory than it has sent.
  private static final int IDLE_BYTES = 512;

  private static final int HEADER_BYTES = 5;
  private static final int HANDSHAKE = 22;
  private static final byte[] NONE = {};

  private final Transport inner;
  private final SSLEngine engine;
  private final BufferPool pool;
  private final TlsOutput output;

  private byte[] sealed = NONE;
  private int start;
  private int end;
  private byte[] opened = NONE;
  private int openedStart;
  private int openedEnd;

  private boolean begun;
  private boolean engineHolds;
  private int withoutData;
  private boolean ended;
  private volatile boolean truncated;
  private boolean established;
  private boolean renegotiable;

  TlsInput(Transport inner, SSLEngine engine, BufferPool pool, TlsOutput output) {
    this.inner = inner;
    this.engine = engine;
    this.pool = pool;
    this.output = output;
    begun = engine.getUseClientMode();
  }

  /// Returns whether the input ended without the peer's word that it would.
  boolean isTruncated() {
    return truncated;
  }

  /// The handshake is complete.
  ///
  /// @param renegotiable whether the protocol knows further ones: all but TLS 1.3 do (RFC 8446
  ///   §4.1.2)
  void established(boolean renegotiable) {
    established = true;
    this.renegotiable = renegotiable;
  }

  /// Blocks until the first record is there.
  ///
  /// @throws NotTlsException if what is there is not the start of a handshake
  void awaitHello() throws IOException {
    while (end - start < HEADER_BYTES || end - start < recordBytes()) {
      if (end > start && !looksLikeHello()) {
        throw new NotTlsException(looksLikeHttp());
      }
      if (!fill()) {
        throw new EOFException("the connection ended before the handshake");
      }
    }
    if (!looksLikeHello()) {
      throw new NotTlsException(looksLikeHttp());
    }
    begun = true;
  }

  private boolean looksLikeHello() {
    return sealed[start] == HANDSHAKE
        && (end - start < 2 || sealed[start + 1] == 3)
        && (end - start < HEADER_BYTES || recordBytes() <= pool.bufferBytes());
  }

  /// A method is a token, in practice of capital letters.
  private boolean looksLikeHttp() {
    return sealed[start] >= 'A' && sealed[start] <= 'Z';
  }

  /// Opens the next record of the handshake.
  void readHandshake() throws IOException {
    if (!begun) {
      awaitHello();
    }
    if (next(NONE, 0, 0) < 0) {
      throw new EOFException("the connection ended in the handshake");
    }
  }

  /// Blocks until there is something to open, where the transport below can tell.
  void awaitReadable() throws IOException {
    if (!ended && start == end && openedStart == openedEnd && !engineHolds) {
      inner.awaitReadable();
    }
  }

  /// Reads as [Transport#read] does.
  int read(byte[] b, int off, int len) throws IOException {
    if (len == 0) {
      return 0;
    }
    while (openedStart == openedEnd) {
      int n = ended ? -1 : next(b, off, len);
      if (n != 0) {
        return n;
      }
    }
    int n = Math.min(len, openedEnd - openedStart);
    System.arraycopy(opened, openedStart, b, off, n);
    openedStart += n;
    releaseOpened();
    return n;
  }

  /// Opens a record into the caller's array or, where it does not fit, into [#opened].
  ///
  /// @return how many octets are in the caller's array; -1 at the end
  private int next(byte[] b, int off, int len) throws IOException {
    if (!engineHolds && !awaitRecord()) {
      truncated = true;
      return end();
    }
    refuseRenegotiation();
    SSLEngineResult result = open(b, off, len);
    int n = result.bytesProduced();
    if (n == 0 && result.getStatus() == Status.BUFFER_OVERFLOW) {
      opened = pool.acquire();
      result = open(opened, 0, opened.length);
      openedStart = 0;
      openedEnd = result.bytesProduced();
      releaseOpened();
    }
    engineHolds = result.getStatus() == Status.BUFFER_OVERFLOW;
    check(result);
    return result.getStatus() == Status.CLOSED ? end() : n;
  }

  private int end() {
    ended = true;
    start = end;
    releaseSealed();
    return -1;
  }

  private SSLEngineResult open(byte[] b, int off, int len) throws IOException {
    var from = ByteBuffer.wrap(sealed, start, end - start);
    try {
      SSLEngineResult result = Tasks.unwrap(engine, from, ByteBuffer.wrap(b, off, len));
      start = from.position();
      releaseSealed();
      return result;
    } catch (SSLException e) {
      output.sendClose();
      throw e;
    }
  }

  private void check(SSLEngineResult result) throws IOException {
    if (result.bytesProduced() > 0 || !established) {
      withoutData = 0;
    } else if (++withoutData > RECORDS_WITHOUT_DATA_MAX) {
      throw refused("too many records without data");
    }
    if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
      throw refused("a record that is too long");
    }
    if (established
        && result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
        && output.replyDue() > RECORDS_WITHOUT_DATA_MAX) {
      throw refused("too many messages that want an answer");
    }
  }

  /// A client may ask for a new handshake in TLS 1.2 (RFC 5246 §7.4.1.2); ours has been had.
  private void refuseRenegotiation() throws IOException {
    if (renegotiable && established && !engineHolds && sealed[start] == HANDSHAKE) {
      throw refused("renegotiation");
    }
  }

  private SSLException refused(String what) {
    output.sendClose();
    return new SSLException("refused: " + what);
  }

  /// Blocks until a whole record is there. Returns false if the input ends before.
  private boolean awaitRecord() throws IOException {
    while (end - start < HEADER_BYTES || end - start < recordBytes()) {
      if (end - start >= HEADER_BYTES && recordBytes() > pool.bufferBytes()) {
        return true; // the engine will say so
      }
      if (!fill()) {
        return false;
      }
    }
    return true;
  }

  private int recordBytes() {
    return HEADER_BYTES + ((sealed[start + 3] & 0xff) << 8) + (sealed[start + 4] & 0xff);
  }

  private boolean fill() throws IOException {
    if (start == end && inner.awaitsReadable()) {
      inner.awaitReadable();
    }
    makeRoom();
    int n = inner.read(sealed, end, sealed.length - end);
    end += Math.max(0, n);
    return n >= 0;
  }

  private void makeRoom() {
    if (start == end) {
      start = 0;
      end = 0;
      if (sealed.length == 0) {
        sealed = established && inner.awaitsReadable() ? pool.acquire() : new byte[IDLE_BYTES];
      }
    } else if (end == sealed.length) {
      byte[] old = sealed;
      sealed = start > 0 ? old : larger(old.length);
      System.arraycopy(old, start, sealed, 0, end - start);
      end -= start;
      start = 0;
    }
  }

  private byte[] larger(int bytes) {
    return established || 2 * bytes >= pool.bufferBytes() ? pool.acquire() : new byte[2 * bytes];
  }

  private void releaseSealed() {
    if (start == end && (sealed.length > IDLE_BYTES || inner.awaitsReadable())) {
      if (sealed.length == pool.bufferBytes()) {
        pool.release(sealed);
      }
      sealed = NONE;
      start = 0; // the engine may hold content yet, and is asked with no octets then
      end = 0;
    }
  }

  private void releaseOpened() {
    if (openedStart == openedEnd) {
      pool.release(opened);
      opened = NONE;
    }
  }
}
