package weft.internal.http1;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import weft.ErrorPage;
import weft.HalfClosePolicy;
import weft.Handler;
import weft.Limits;
import weft.PanicPolicy;
import weft.internal.exchange.Dispatcher;
import weft.internal.exchange.Timeouts;
import weft.internal.net.BufferPool;
import weft.internal.net.Sweeper;
import weft.internal.net.SystemClock;
import weft.internal.net.Transport;
import weft.internal.text.StringCache;

/// What the benchmarks share: requests as they are on the wire, and an engine with the settings
/// that a server has by default.
final class BenchEngine {

  /// What wrk sends.
  static final byte[] HELLO =
      octets(
          """
          GET /hello HTTP/1.1
          Host: 127.0.0.1:8080
          User-Agent: wrk
          Accept: */*

          """);

  /// What a browser sends.
  static final byte[] BROWSER =
      octets(
          """
          GET /articles/2026?page=2 HTTP/1.1
          Host: www.example.com
          Connection: keep-alive
          Cache-Control: max-age=0
          Upgrade-Insecure-Requests: 1
          User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)
          Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8
          Sec-Fetch-Site: same-origin
          Sec-Fetch-Mode: navigate
          Referer: https://www.example.com/articles
          Accept-Encoding: gzip, deflate, br
          Accept-Language: de-DE,de;q=0.9,en;q=0.8
          Cookie: session=0123456789abcdef0123456789abcdef; theme=dark

          """);

  private BenchEngine() {}

  static Deadlines deadlines(Transport transport) {
    return new Deadlines(transport, SystemClock.INSTANCE, timeouts());
  }

  static Http1Settings settings(Handler handler) {
    Limits limits = Limits.STANDARD;
    return new Http1Settings(
        limits,
        timeouts(),
        HalfClosePolicy.PROBE,
        new Dispatcher(handler, PanicPolicy.RESPOND, _ -> {}, ErrorPage.PLAIN_TEXT),
        null,
        SystemClock.INSTANCE,
        false,
        new BufferPool(limits.readBufferBytes(), 1024),
        new BufferPool(16 << 10, 1024),
        new BufferPool(limits.responseBufferBytes(), 1024),
        new Sweeper(SystemClock.INSTANCE, Http1Settings.HELD_BACK_NANOS_MAX),
        new StringCache(),
        new ResponseEncoder(SystemClock.INSTANCE));
  }

  private static Timeouts timeouts() {
    return new Timeouts(
        Duration.ofSeconds(10).toNanos(),
        0,
        0,
        Duration.ofSeconds(75).toNanos(),
        240,
        Duration.ofSeconds(5).toNanos(),
        Duration.ofSeconds(2).toNanos());
  }

  private static byte[] octets(String text) {
    return text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
  }
}
