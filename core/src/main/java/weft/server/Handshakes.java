package weft.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import weft.ServerTrace.HandshakeFailure;
import weft.internal.exchange.Timeouts;
import weft.internal.net.BufferPool;
import weft.internal.net.Clock;
import weft.internal.net.Transport;
import weft.internal.tls.NotTlsException;
import weft.internal.tls.TlsTransport;

/// Makes TLS connections of accepted ones, so many at a time.
final class Handshakes {

  /// How many arrays of two records each are kept for connections that read or write.
  private static final int POOLED_BUFFERS_MAX = 256;

  private static final class OverloadedException extends IOException {
    private static final long serialVersionUID = 1L;

    OverloadedException() {
      super("too many handshakes at a time");
    }
  }

  private final SSLContext context;
  private final SSLParameters parameters;
  private final Consumer<SSLEngine> change;
  private final long timeoutNanos;
  private final HandshakeGate gate;
  private final BufferPool buffers;
  private final @Nullable CertificateWatch watch;
  private final Clock clock;

  Handshakes(
      SSLContext context,
      SSLParameters parameters,
      Consumer<SSLEngine> change,
      long timeoutNanos,
      int handshakesMax,
      @Nullable CertificateWatch watch,
      Clock clock) {
    this.context = context;
    this.parameters = parameters;
    this.change = change;
    this.timeoutNanos = timeoutNanos;
    this.watch = watch;
    this.clock = clock;
    gate = new HandshakeGate(handshakesMax, clock);
    buffers = new BufferPool(TlsTransport.bufferBytes(context), POOLED_BUFFERS_MAX);
  }

  /// The server stops: nobody waits for a handshake, or needs newer certificates.
  void close() {
    gate.close();
    if (watch != null) {
      watch.close();
    }
  }

  private long deadline() {
    return Timeouts.after(clock.nanoTime(), timeoutNanos);
  }

  /// Returns a connection over `inner` that has not begun its handshake, but has its deadline.
  TlsTransport transport(Transport inner) {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    engine.setSSLParameters(parameters);
    change.accept(engine);
    var transport = new TlsTransport(inner, engine, buffers, clock);
    transport.readDeadline(deadline());
    transport.writeDeadline(deadline());
    return transport;
  }

  /// Runs the handshake until its deadline. Blocks.
  ///
  /// @throws IOException if it failed, see [#reason]; the connection is still open
  void run(TlsTransport transport) throws IOException {
    transport.awaitHello(); // who is silent takes nobody's place
    if (!enter()) {
      throw new OverloadedException();
    }
    try {
      transport.handshake();
    } finally {
      gate.leave();
    }
    transport.readDeadline(Transport.NEVER);
    transport.writeDeadline(Transport.NEVER);
  }

  private boolean enter() throws InterruptedIOException {
    try {
      return gate.enter(deadline());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  static HandshakeFailure reason(IOException failure) {
    return switch (failure) {
      case NotTlsException clear when clear.isHttp() -> HandshakeFailure.PLAIN_HTTP;
      case NotTlsException _ -> HandshakeFailure.NOT_TLS;
      case SocketTimeoutException _ -> HandshakeFailure.TIMED_OUT;
      case OverloadedException _ -> HandshakeFailure.OVERLOADED;
      case SSLException _ -> HandshakeFailure.NOT_AGREED;
      default -> HandshakeFailure.CONNECTION_LOST;
    };
  }
}
