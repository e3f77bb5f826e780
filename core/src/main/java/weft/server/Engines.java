package weft.server;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import weft.ConnectionInfo;
import weft.HalfClosePolicy;
import weft.Limits;
import weft.ServerTrace;
import weft.internal.exchange.ConnectionObserver;
import weft.internal.exchange.Dispatcher;
import weft.internal.exchange.Timeouts;
import weft.internal.http1.Http1Connection;
import weft.internal.http1.Http1Settings;
import weft.internal.http1.ResponseEncoder;
import weft.internal.http2.Http2Connection;
import weft.internal.http2.Http2Settings;
import weft.internal.http2.ResponseFields;
import weft.internal.net.BufferPool;
import weft.internal.net.Clock;
import weft.internal.net.Sweeper;
import weft.internal.net.Transport;
import weft.internal.text.StringCache;

/// Makes the engines of a server's connections, and holds what they share.
final class Engines {

  private static final int POOLED_BUFFERS_MAX = 1024;
  private static final int HTTP1_OUTPUT_BYTES = 16 << 10;

  /// Three DATA frames of a stream that has much to send, and three records of TLS: the JDK's
  /// engine puts at most 16,383 octets into one.
  private static final int HTTP2_FRAMES_BYTES = 3 * 16_383;

  private final Protocols protocols;
  private final Http1Settings http1;
  private final Http2Settings http2;
  private final LastWords lastWords;

  /// What [Server.Builder] was told of HTTP/2.
  ///
  /// @param pingInterval in nanoseconds, 0 for never
  /// @param pingTimeout in nanoseconds
  record Http2Options(boolean extendedConnect, long pingInterval, long pingTimeout) {

    static final Http2Options STANDARD =
        new Http2Options(false, 0, Duration.ofSeconds(15).toNanos());

    Http2Options withExtendedConnect(boolean on) {
      return new Http2Options(on, pingInterval, pingTimeout);
    }

    Http2Options withPing(Duration interval, Duration timeout) {
      return new Http2Options(extendedConnect, interval.toNanos(), timeout.toNanos());
    }
  }

  Engines(
      Protocols protocols,
      Limits limits,
      Timeouts timeouts,
      HalfClosePolicy halfClose,
      Dispatcher dispatcher,
      @Nullable ServerTrace trace,
      Clock clock,
      Http2Options options) {
    this.protocols = protocols;
    lastWords = new LastWords(dispatcher.errorPage());
    var input = new BufferPool(limits.readBufferBytes(), POOLED_BUFFERS_MAX);
    var content = new BufferPool(limits.responseBufferBytes(), POOLED_BUFFERS_MAX);
    http1 =
        new Http1Settings(
            limits,
            timeouts,
            halfClose,
            dispatcher,
            trace,
            clock,
            protocols.unencryptedHttp2(),
            input,
            new BufferPool(HTTP1_OUTPUT_BYTES, POOLED_BUFFERS_MAX),
            content,
            new Sweeper(clock, Http1Settings.HELD_BACK_NANOS_MAX),
            new StringCache(),
            new ResponseEncoder(clock));
    http2 =
        new Http2Settings(
            limits,
            timeouts,
            halfClose,
            dispatcher,
            trace,
            clock,
            options.extendedConnect,
            options.pingInterval,
            options.pingTimeout,
            input,
            new BufferPool(HTTP2_FRAMES_BYTES, POOLED_BUFFERS_MAX),
            content,
            new ResponseFields(clock),
            new AtomicLong());
  }

  @Nullable ServerTrace trace() {
    return http1.trace();
  }

  Clock clock() {
    return http1.clock();
  }

  LastWords lastWords() {
    return lastWords;
  }

  Protocols protocols() {
    return protocols;
  }

  Http1Connection http1(Transport transport, ConnectionInfo info, ConnectionObserver observer) {
    return new Http1Connection(transport, info, http1, observer);
  }

  Http2Connection http2(
      Transport transport,
      byte[] received,
      ConnectionInfo info,
      ConnectionObserver observer,
      Executor context) {
    return new Http2Connection(transport, received, info, http2, observer, context);
  }
}
