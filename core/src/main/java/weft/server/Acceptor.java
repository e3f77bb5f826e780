package weft.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.ServerTrace;
import weft.internal.net.Clock;
import weft.internal.net.Listener;
import weft.internal.net.Transport;

/// Accepts the connections of one listener, until it is closed.
final class Acceptor {

  /// How many connections at most are being told at one time that there are too many.
  private static final int SHEDDING_MAX = 256;

  private static final long BACK_OFF_MIN_MILLIS = 5;
  private static final long BACK_OFF_MAX_MILLIS = 1_000;

  private final Listener listener;
  private final Connections connections;
  private final OverloadPolicy overload;
  private final boolean tls;
  private final Clock clock;
  private final @Nullable ServerTrace trace;
  private final LastWords lastWords;
  private final Consumer<Transport> onAccept;
  private final Semaphore shedding = new Semaphore(SHEDDING_MAX);
  private final Semaphore retry = new Semaphore(0);

  Acceptor(
      Listener listener,
      Connections connections,
      OverloadPolicy overload,
      boolean tls,
      Clock clock,
      @Nullable ServerTrace trace,
      LastWords lastWords,
      Consumer<Transport> onAccept) {
    this.listener = listener;
    this.connections = connections;
    this.overload = overload;
    this.tls = tls;
    this.clock = clock;
    this.trace = trace;
    this.lastWords = lastWords;
    this.onAccept = onAccept;
  }

  /// Accepts until the listener is closed. Blocks.
  void run() {
    long backOffMillis = 0;
    while (true) {
      try {
        acceptOne();
        backOffMillis = 0;
      } catch (ClosedChannelException closed) {
        return;
      } catch (Throwable e) { // whatever it is, the next connection may be well
        backOffMillis = Math.clamp(2 * backOffMillis, BACK_OFF_MIN_MILLIS, BACK_OFF_MAX_MILLIS);
        backOff(e, Duration.ofMillis(backOffMillis));
      }
    }
  }

  /// Returns the address and what carries its connections, for the log.
  @Override
  public String toString() {
    return listener.localAddress() + " by " + listener.getClass().getSimpleName();
  }

  /// Closes the listener, and ends a pause after a failure.
  void close() throws IOException {
    listener.close();
    retry.release();
  }

  private void acceptOne() throws IOException {
    if (overload == OverloadPolicy.WAIT) {
      connections.permits().acquireUninterruptibly();
    }
    Transport transport = null;
    try {
      transport = listener.accept();
    } finally {
      if (transport == null && overload == OverloadPolicy.WAIT) {
        connections.permits().release();
      }
    }
    if (overload == OverloadPolicy.WAIT || connections.permits().tryAcquire()) {
      onAccept.accept(transport);
    } else {
      shed(transport);
    }
  }

  private void backOff(Throwable failure, Duration pause) {
    SocketAddress address = listener.localAddress();
    Log.SERVER.log(
        Level.WARNING, "accepting on {0} failed, next try in {1}: {2}", address, pause, failure);
    if (trace != null) {
      trace.acceptFailed(address, failure, pause);
    }
    clock.schedule(clock.nanoTime() + pause.toNanos(), retry::release);
    retry.acquireUninterruptibly();
  }

  private void shed(Transport transport) {
    if (trace != null) {
      trace.shed(transport.remoteAddress());
    }
    if (!tls && shedding.tryAcquire()) { // for TLS, a handshake would be too dear
      Thread.ofVirtual().name("weft-shed").start(() -> tellThatThereAreTooMany(transport));
    } else {
      transport.close();
    }
  }

  private void tellThatThereAreTooMany(Transport transport) {
    try {
      LastWords.send(transport, lastWords.tooMany(), clock);
    } finally {
      shedding.release();
    }
  }
}
