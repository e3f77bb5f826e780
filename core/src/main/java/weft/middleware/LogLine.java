package weft.middleware;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import weft.Cancellation;
import weft.Request;

/// The formats of [AccessLog].
final class LogLine {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.US).withZone(ZoneOffset.UTC);

  private LogLine() {}

  // host ident user [time] "request line" status bytes
  static String common(AccessLog.Entry entry) {
    Request r = entry.request();
    String status = entry.status() == 0 ? "-" : Integer.toString(entry.status());
    String requestLine = r.method() + " " + r.target() + " " + r.protocol();
    return String.join(
        " ",
        SafeText.word(entry.remoteHost()),
        "-",
        SafeText.word(entry.user()),
        "[" + TIME.format(entry.time()) + "]",
        "\"" + SafeText.quoted(requestLine) + "\"",
        status,
        Long.toString(entry.bytes()));
  }

  static String combined(AccessLog.Entry entry) {
    Request r = entry.request();
    return common(entry) + " \"" + quoted(r.referer()) + "\" \"" + quoted(r.userAgent()) + "\"";
  }

  private static String quoted(String s) {
    return s.isEmpty() ? "-" : SafeText.quoted(s);
  }

  static String json(AccessLog.Entry entry) {
    Request r = entry.request();
    Cancellation.@Nullable Cause cause = r.cancellation().cause();
    var out = new StringBuilder("{\"time\":\"").append(entry.time()).append('"');
    text(out, "remote", entry.remoteHost());
    text(out, "user", entry.user());
    text(out, "method", r.method());
    text(out, "scheme", r.scheme());
    text(out, "host", r.host());
    text(out, "target", r.target());
    text(out, "protocol", r.protocol());
    text(out, "route", r.pattern());
    out.append(",\"status\":").append(entry.status());
    out.append(",\"bytes\":").append(entry.bytes());
    out.append(",\"seconds\":").append(seconds(entry.duration()));
    text(out, "referer", r.referer());
    text(out, "userAgent", r.userAgent());
    text(out, "requestId", entry.requestId());
    text(out, "traceId", entry.traceId());
    text(out, "cancelled", cause == null ? "" : cause.name());
    return out.append(",\"complete\":").append(entry.complete()).append('}').toString();
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos() / 1000, 6).toPlainString();
  }

  private static void text(StringBuilder out, String member, String value) {
    if (!value.isEmpty()) {
      out.append(",\"").append(member).append("\":").append(SafeText.json(value));
    }
  }
}
