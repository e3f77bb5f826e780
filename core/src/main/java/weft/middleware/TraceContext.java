package weft.middleware;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weft.Header;
import weft.Middleware;

/// The place of a request in a distributed trace, as the W3C's Trace Context has it.
///
/// ```java
/// mux.around(TraceContext.middleware());
/// …
/// call.header("traceparent", TraceContext.current().orElseThrow().traceparent());
/// ```
///
/// @param traceId of the whole trace, 32 hexadecimal digits
/// @param spanId of the work on this request, 16 hexadecimal digits
/// @param parentId of the work that sent the request, empty if the trace begins here
/// @param sampled whether the caller says that it records the trace
/// @param tracestate what tracing systems want to be passed on, as one list; empty for nothing
public record TraceContext(
    String traceId, String spanId, String parentId, boolean sampled, String tracestate) {

  private static final ScopedValue<TraceContext> CURRENT = ScopedValue.newInstance();

  private static final int MEMBERS_MAX = 32;

  // traceparent = version "-" trace-id "-" parent-id "-" trace-flags, and of later versions more
  private static final Pattern TRACEPARENT =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  // key        = ( lcalpha / DIGIT ) 0*255 ( lcalpha / DIGIT / "_" / "-" / "*" / "/" / "@" )
  // value      = 0*255( chr ) nblk-chr
  // nblk-chr   = %x21-2B / %x2D-3C / %x3E-7E
  // chr        = %x20 / nblk-chr
  private static final Pattern MEMBER =
      Pattern.compile("([a-z0-9][a-z0-9_*/@-]{0,255})=[ -+\\--<>-~]{0,255}[!-+\\--<>-~]");

  /// Returns a middleware that goes on with the trace of a request, or begins one, and binds it for
  /// the handler. A traceparent that is malformed, or there twice, begins a new trace; a tracestate
  /// that is malformed is dropped.
  public static Middleware middleware() {
    return next -> (w, r) -> Scope.run(CURRENT, of(r.header()), next, w, r);
  }

  /// Returns the context of the request that this thread serves, empty outside of what the
  /// middleware wraps.
  public static Optional<TraceContext> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  /// Returns the value of the traceparent field for a call that is part of this work.
  public String traceparent() {
    return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
  }

  static TraceContext of(Header fields) {
    List<String> parents = fields.values("traceparent");
    Matcher parent = TRACEPARENT.matcher(parents.size() == 1 ? parents.getFirst() : "");
    if (!parent.matches() || !isValid(parent)) {
      return new TraceContext(random(2), random(1), "", false, "");
    }
    boolean sampled = (HexFormat.fromHexDigits(parent.group(4)) & 1) != 0;
    String state = state(String.join(",", fields.values("tracestate")));
    return new TraceContext(parent.group(2), random(1), parent.group(3), sampled, state);
  }

  private static boolean isValid(Matcher parent) {
    String version = parent.group(1);
    boolean mayGoOn = !version.equals("00");
    return !version.equals("ff")
        && (mayGoOn || parent.group(5) == null)
        && !isZero(parent.group(2))
        && !isZero(parent.group(3));
  }

  private static boolean isZero(String digits) {
    return digits.chars().allMatch(c -> c == '0');
  }

  /// Returns the list without empty members, or nothing if it is malformed.
  private static String state(String list) {
    var keys = new HashSet<String>();
    var state = new StringBuilder();
    for (String element : list.split(",", -1)) {
      String member = element.strip();
      if (member.isEmpty()) {
        continue;
      }
      Matcher matcher = MEMBER.matcher(member);
      if (!matcher.matches() || !keys.add(matcher.group(1)) || keys.size() > MEMBERS_MAX) {
        return "";
      }
      state.append(state.isEmpty() ? "" : ",").append(member);
    }
    return state.toString();
  }

  private static String random(int words) {
    var digits = new StringBuilder(16 * words);
    for (int i = 0; i < words; i++) {
      digits.append(HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
    }
    return isZero(digits.toString()) ? random(words) : digits.toString();
  }
}
