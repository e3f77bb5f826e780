package weft.middleware;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import weft.Handler;
import weft.Middleware;
import weft.Request;
import weft.internal.text.IpText;

/// Logs each request once its response has ended, aborted ones too.
///
/// ```java
/// mux.around(AccessLog.combined(log::println));
/// ```
///
/// What the client sent is escaped: a line has nothing but printable ASCII, and neither quotes nor
/// blanks where they would end a column.
///
/// Requests that were refused before a handler saw them are not among these;
/// [weft.ServerTrace#rejected] has them.
public final class AccessLog implements Middleware {

  /// One request and what became of it.
  ///
  /// @param time when the request reached this middleware
  /// @param request as this middleware got it; its content can no longer be read
  /// @param status the status that was sent, 0 if the response was aborted before
  /// @param bytes how much content was written, as it is on the wire: compressed, if it was
  /// @param duration from then to the end of the response
  /// @param complete whether the response was sent whole
  /// @param requestId that of [RequestId], empty if that is not around this
  /// @param traceId that of [TraceContext], empty if that is not around this
  public record Entry(
      Instant time,
      Request request,
      int status,
      long bytes,
      Duration duration,
      boolean complete,
      String requestId,
      String traceId) {

    /// Returns the address of the peer without its port, as `192.0.2.1`, `2001:db8::1` or `unix:`.
    public String remoteHost() {
      return request.connection().remoteAddress() instanceof InetSocketAddress inet
          ? IpText.host(inet)
          : request.remoteAddr();
    }

    /// Returns the user name of Basic authentication, empty if there is none. That the password was
    /// right is only known if [BasicAuth] let the request pass.
    public String user() {
      return request.basicAuth().map(c -> c.username()).orElse("");
    }
  }

  private final Consumer<Entry> sink;
  private final InstantSource clock;
  private final LongSupplier nanoTime;

  private AccessLog(Consumer<Entry> sink, InstantSource clock, LongSupplier nanoTime) {
    this.sink = sink;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /// Returns a log of lines in the Common Log Format, with times in UTC; the status is `-` if none
  /// was sent.
  ///
  /// @param lines called on the threads of the requests, many at a time; gets the lines without
  ///   their ends. What it throws is logged and dropped
  public static AccessLog common(Consumer<String> lines) {
    return of(entry -> lines.accept(LogLine.common(entry)));
  }

  /// Returns a log as [#common], with the Referer and User-Agent at the end of each line.
  public static AccessLog combined(Consumer<String> lines) {
    return of(entry -> lines.accept(LogLine.combined(entry)));
  }

  /// Returns a log of one JSON object (RFC 8259) in each line.
  ///
  /// Members: `time` (RFC 3339, UTC), `remote`, `user`, `method`, `scheme`, `host`, `target`,
  /// `protocol`, `route` (the pattern that matched), `status`, `bytes`, `seconds`, `referer`,
  /// `userAgent`, `requestId`, `traceId`, `cancelled` (why the request was cancelled) and
  /// `complete`; texts that are empty are left out.
  ///
  /// @param lines as with [#common]
  public static AccessLog json(Consumer<String> lines) {
    return of(entry -> lines.accept(LogLine.json(entry)));
  }

  /// Returns a log in a format of your own. The texts of a request are not escaped there.
  ///
  /// @param sink called on the threads of the requests, many at a time. What it throws is logged
  ///   and dropped
  public static AccessLog of(Consumer<Entry> sink) {
    return new AccessLog(sink, InstantSource.system(), System::nanoTime);
  }

  /// Returns a log that takes the time of day from `clock` and durations from `nanoTime`, for
  /// tests.
  public AccessLog withClock(InstantSource clock, LongSupplier nanoTime) {
    return new AccessLog(sink, clock, nanoTime);
  }

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> {
      Instant time = clock.instant();
      long begin = nanoTime.getAsLong();
      String requestId = RequestId.current().orElse("");
      String traceId = TraceContext.current().map(TraceContext::traceId).orElse("");
      w.onEnd(
          complete -> {
            int status = w.isCommitted() ? w.status() : 0;
            Duration took = Duration.ofNanos(nanoTime.getAsLong() - begin);
            long bytes = w.bytesFiltered();
            sink.accept(new Entry(time, r, status, bytes, took, complete, requestId, traceId));
          });
      next.serve(w, r);
    };
  }
}
