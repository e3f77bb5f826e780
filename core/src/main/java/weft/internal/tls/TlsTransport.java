package weft.internal.tls;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import weft.internal.net.BufferPool;
import weft.internal.net.Clock;
import weft.internal.net.ReadAhead;
import weft.internal.net.Transport;

/// TLS 1.3 or 1.2 by an [SSLEngine], over any other transport (RFC 8446, RFC 5246).
///
/// Nothing but [#awaitHello()] and [#handshake()] may be called before the handshake is complete,
/// except what other threads may call. An end of the input without a close_notify is an end too;
/// [#isTruncated()] tells it, for content that has no other mark of its end (RFC 9112 §9.8). In TLS
/// 1.2 a close_notify of the peer ends both directions (RFC 5246 §7.2.1).
public final class TlsTransport extends Transport {

  private final Transport inner;
  private final SSLEngine engine;
  private final PeerSignals signals = new PeerSignals(this::peerListener);
  private final TlsInput input;
  private final TlsOutput output;
  private final ReadAhead readAhead = new ReadAhead(new Opened(), () -> signals);
  private volatile boolean readExpired;

  /// Takes over `inner`, of which nothing was read yet.
  ///
  /// @param engine is in client or server mode, and belongs to this transport alone
  /// @param pool has arrays of [#bufferBytes]
  public TlsTransport(Transport inner, SSLEngine engine, BufferPool pool, Clock clock) {
    this.inner = inner;
    this.engine = engine;
    output = new TlsOutput(inner, this, engine, pool, clock);
    input = new TlsInput(inner, engine, pool, output);
    inner.peerListener(signals);
  }

  /// Returns how large the arrays must be for engines of `context`: three records of any size. A
  /// write of 32 KiB is two full ones and a rest, because the JDK's engine puts 16,383 octets into
  /// one of TLS 1.3, and it asks for room for a full one even for the rest.
  public static int bufferBytes(SSLContext context) {
    return 3 * context.createSSLEngine().getSession().getPacketBufferSize();
  }

  /// Blocks until the peer's first record is there, which costs no more memory than it sent.
  ///
  /// @throws NotTlsException if the peer does not speak TLS; [#inner()] can be written to
  public void awaitHello() throws IOException {
    input.awaitHello();
  }

  /// Agrees with the peer on keys, and on the protocol above. Blocks; computes on this thread.
  ///
  /// @throws NotTlsException if the peer does not speak TLS; [#inner()] can be written to
  /// @throws SSLException if there is no agreement; the peer was told
  /// @throws IOException if the connection broke, or its deadline passed
  public void handshake() throws IOException {
    try {
      engine.beginHandshake();
      boolean goesOn = true;
      while (goesOn) {
        goesOn = step(engine.getHandshakeStatus());
      }
      if (isTls13() && !engine.getUseClientMode()) {
        output.holdFlight();
      } else {
        output.endFlight();
      }
    } catch (SSLException e) {
      output.sendClose();
      throw e;
    }
    input.established(!isTls13());
  }

  private boolean isTls13() {
    return engine.getSession().getProtocol().equals("TLSv1.3");
  }

  private boolean step(HandshakeStatus status) throws IOException {
    switch (status) {
      case NEED_WRAP -> output.writeHandshake();
      case NEED_TASK -> Tasks.run(engine);
      case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
        output.endFlight();
        input.readHandshake();
      }
      case FINISHED, NOT_HANDSHAKING -> {
        return false;
      }
    }
    return true;
  }

  /// Returns the protocol that was agreed on by ALPN (RFC 7301), empty if none was.
  public String applicationProtocol() {
    String protocol = engine.getApplicationProtocol();
    return protocol == null ? "" : protocol;
  }

  /// Returns the session: protocol, cipher suite, certificates.
  public SSLSession session() {
    return engine.getSession();
  }

  /// Returns the transport below.
  public Transport inner() {
    return inner;
  }

  /// Returns whether the input ended without a close_notify: whoever is between may have cut it.
  @Override
  public boolean isTruncated() {
    return input.isTruncated();
  }

  /// Blocks until a record begins, where the transport below can tell.
  @Override
  public void awaitReadable() throws IOException {
    if (readExpired) {
      return; // a read says so
    }
    try {
      readAhead.awaitReadable();
    } catch (ClosedByInterruptException e) {
      close();
      throw e;
    }
  }

  @Override
  public boolean awaitsReadable() {
    return inner.awaitsReadable();
  }

  @Override
  public int read(byte[] b, int off, int len) throws IOException {
    if (readExpired) {
      throw new SocketTimeoutException("read deadline passed");
    }
    try {
      return readAhead.read(b, off, len);
    } catch (ClosedByInterruptException e) {
      close();
      throw e;
    }
  }

  /// The content of records, for whoever reads: the owner or a watcher.
  private final class Opened implements ReadAhead.Source {
    @Override
    public void awaitReadable() throws IOException {
      input.awaitReadable();
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      if (readExpired) {
        throw new SocketTimeoutException("read deadline passed");
      }
      int n = input.read(b, off, len);
      if (n < 0) {
        signals.halfClosed();
      }
      return n;
    }
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    output.write(b, off, len, false);
  }

  @Override
  public void writeMore(byte[] b, int off, int len) throws IOException {
    output.write(b, off, len, true);
  }

  /// Sends a close_notify and ends the output of the transport below.
  @Override
  public void shutdownOutput() throws IOException {
    output.shutdownOutput();
  }

  @Override
  public void sendClose() {
    output.sendClose();
  }

  /// Closes the transport below. The peer sees a truncated stream unless [#shutdownOutput()] or
  /// [#sendClose()] came before.
  @Override
  public void close() {
    inner.close();
    if (isForeign(engine)) {
      freeEngine();
    }
  }

  /// Returns whether the engine may have memory off the heap. The JDK's has none, and would take an
  /// input that is closed before the peer's close_notify for an attack, and forget the session.
  private static boolean isForeign(SSLEngine engine) {
    return !engine.getClass().getModule().equals(SSLEngine.class.getModule());
  }

  /// Has an engine give back memory that else waits for the collector. Waits for a handshake that
  /// computes.
  private void freeEngine() {
    try {
      engine.closeOutbound();
      engine.closeInbound();
    } catch (SSLException | RuntimeException e) {
      // It says that no close_notify came; who reads tells that.
    }
  }

  @Override
  public SocketAddress remoteAddress() {
    return inner.remoteAddress();
  }

  @Override
  public SocketAddress localAddress() {
    return inner.localAddress();
  }

  @Override
  public void expireRead() {
    readExpired = true;
    inner.expireRead();
  }

  @Override
  public void expireWrite() {
    inner.expireWrite();
  }

  /// Reads ahead, because a close_notify looks like any other record; the transport below may tell
  /// of a peer that left sooner.
  @Override
  public void watchPeer() {
    signals.tell();
    if (!readExpired) {
      readAhead.watch();
    }
    inner.watchPeer();
  }
}
