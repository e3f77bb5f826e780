package weft.internal.http2;

import org.jspecify.annotations.Nullable;
import weft.Methods;
import weft.RejectReason;
import weft.internal.exchange.Trailers;
import weft.internal.hpack.FieldList;
import weft.internal.text.FieldLines;
import weft.internal.text.HostText;
import weft.internal.text.Tokens;

/// What the fields of a request mean (RFC 9113 §8.2, §8.3), checked as strictly as those of HTTP/1.
final class RequestFields {

  /// The length of a content that was not declared.
  static final long UNDECLARED = -1;

  private final int streamId;
  private @Nullable String method;
  private @Nullable String scheme;
  private @Nullable String authority;
  private @Nullable String path;
  private @Nullable String protocol;
  private @Nullable String host;
  private @Nullable StringBuilder cookies;
  private int cookieAt;
  private @Nullable String expect;
  private Priority priority = Priority.NORMAL;
  private long contentLength = UNDECLARED;
  private final String[] lines;
  private int count;

  private RequestFields(int streamId, int fields) {
    this.streamId = streamId;
    lines = new String[2 * fields];
  }

  /// Interprets the header section of a request.
  ///
  /// @param ended whether no content follows
  /// @param extendedConnect whether `:protocol` may be used (RFC 8441 §4)
  /// @throws StreamException if the request is malformed, or expects what nobody knows
  static RequestHead parse(FieldList fields, int streamId, boolean ended, boolean extendedConnect)
      throws StreamException {
    var request = new RequestFields(streamId, fields.count());
    int i = 0;
    while (i < fields.count() && fields.name(i).startsWith(":")) {
      request.pseudoField(fields.name(i), fields.value(i));
      i++;
    }
    for (; i < fields.count(); i++) {
      request.field(fields.name(i), fields.value(i));
    }
    return request.interpret(ended, extendedConnect);
  }

  /// Interprets a trailer section (RFC 9113 §8.1).
  ///
  /// @throws StreamException if a field is malformed, or does not belong there
  static FieldLines parseTrailers(FieldList fields, int streamId) throws StreamException {
    var section = new RequestFields(streamId, fields.count());
    for (int i = 0; i < fields.count(); i++) {
      section.check(fields.name(i), fields.value(i));
      if (Trailers.isForbidden(fields.name(i))) {
        throw section.malformed(RejectReason.BAD_TRAILER);
      }
      section.add(fields.name(i), fields.value(i));
    }
    return new FieldLines(section.lines, section.count);
  }

  // RFC 9113 §8.3: each at most once, and none that is unknown.
  private void pseudoField(String name, String value) throws StreamException {
    if (!Tokens.isFieldValue(value)) {
      throw malformed(RejectReason.BAD_FIELD_VALUE);
    }
    switch (name) {
      case ":method" -> method = once(method, value);
      case ":scheme" -> scheme = once(scheme, value);
      case ":authority" -> authority = once(authority, value);
      case ":path" -> path = once(path, value);
      case ":protocol" -> protocol = once(protocol, value);
      default -> throw malformed(RejectReason.BAD_PSEUDO_FIELD);
    }
  }

  private String once(@Nullable String before, String value) throws StreamException {
    if (before != null) {
      throw malformed(RejectReason.BAD_PSEUDO_FIELD);
    }
    return value;
  }

  private void field(String name, String value) throws StreamException {
    check(name, value);
    switch (name) {
      case "host" -> {
        host = unique(host, value, RejectReason.DUPLICATE_HOST);
        add(name, value);
      }
      case "content-length" -> {
        contentLength = contentLength(value);
        add(name, value);
      }
      case "cookie" -> addCookie(value);
      case "expect" -> {
        expect = expect == null ? value : expect + "," + value;
        add(name, value);
      }
      case "priority" -> {
        priority = Priority.parse(value);
        add(name, value);
      }
      default -> add(name, value);
    }
  }

  private String unique(@Nullable String before, String value, RejectReason otherwise)
      throws StreamException {
    if (before != null) {
      throw malformed(otherwise);
    }
    return value;
  }

  private void add(String name, String value) {
    lines[2 * count] = name;
    lines[2 * count + 1] = value;
    count++;
  }

  // RFC 9113 §8.2.3: the crumbs of a cookie are put together again, at the place of the first.
  private void addCookie(String value) {
    if (cookieAt == 0) {
      add("cookie", value);
      cookieAt = 2 * count - 1;
    } else {
      if (cookies == null) {
        cookies = new StringBuilder(lines[cookieAt]);
      }
      cookies.append("; ").append(value);
    }
  }

  /// Checks a field that is no pseudo-field (RFC 9113 §8.2.1, §8.2.2).
  private void check(String name, String value) throws StreamException {
    if (!isLowerCaseToken(name)) {
      boolean pseudo = name.startsWith(":");
      throw malformed(pseudo ? RejectReason.BAD_PSEUDO_FIELD : RejectReason.BAD_FIELD_NAME);
    }
    if (!Tokens.isFieldValue(value)) {
      throw malformed(RejectReason.BAD_FIELD_VALUE);
    }
    if (isAboutConnection(name, value)) {
      throw malformed(RejectReason.CONNECTION_FIELD);
    }
  }

  private static boolean isLowerCaseToken(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!Tokens.isTokenChar(c) || (c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return !name.isEmpty();
  }

  // RFC 9113 §8.2.2, RFC 9110 §10.1.4: HTTP/2 has its own ways for what these say.
  private static boolean isAboutConnection(String name, String value) {
    return switch (name) {
      case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" -> true;
      case "te" -> !value.equalsIgnoreCase("trailers");
      default -> false;
    };
  }

  // RFC 9110 §8.6: Content-Length = 1*DIGIT
  private long contentLength(String value) throws StreamException {
    if (contentLength != UNDECLARED) {
      throw malformed(RejectReason.DUPLICATE_CONTENT_LENGTH);
    }
    long number = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9 || number > (Long.MAX_VALUE - digit) / 10) {
        throw malformed(RejectReason.BAD_CONTENT_LENGTH);
      }
      number = number * 10 + digit;
    }
    if (value.isEmpty()) {
      throw malformed(RejectReason.BAD_CONTENT_LENGTH);
    }
    return number;
  }

  private RequestHead interpret(boolean ended, boolean extendedConnect) throws StreamException {
    String method = required(this.method);
    if (!Tokens.isToken(method)) {
      throw malformed(RejectReason.BAD_METHOD);
    }
    if (cookies != null) {
      lines[cookieAt] = cookies.toString();
    }
    boolean connect = method.equals(Methods.CONNECT);
    String authority = authority();
    String target = connect && protocol == null ? tunnelTarget(authority) : target(method);
    if (protocol != null && !(connect && extendedConnect && Tokens.isToken(protocol))) {
      throw malformed(RejectReason.BAD_PSEUDO_FIELD);
    }
    if (ended && contentLength > 0) {
      throw malformed(RejectReason.CONTENT_LENGTH_MISMATCH);
    }
    if (expect != null && !expect.equalsIgnoreCase("100-continue")) {
      throw StreamException.tooMuch(streamId, RejectReason.UNKNOWN_EXPECTATION);
    }
    return new RequestHead(
        method,
        target,
        authority,
        protocol == null ? "" : protocol,
        new FieldLines(lines, count),
        ended ? 0 : contentLength,
        expect != null && !ended,
        priority);
  }

  // RFC 9113 §8.3.1: :authority, or Host where it was left out. Refused if the two differ, because
  // a
  // peer in front may have routed by the other one.
  private String authority() throws StreamException {
    String field = host;
    String value = authority == null ? field : authority;
    if (value == null || value.isEmpty()) {
      throw malformed(RejectReason.MISSING_HOST);
    }
    if (!HostText.isValid(value)) {
      throw malformed(RejectReason.BAD_HOST);
    }
    if (field != null && !field.equalsIgnoreCase(value)) {
      throw malformed(RejectReason.HOST_MISMATCH);
    }
    return value;
  }

  // RFC 9113 §8.3.1: :scheme and :path, which is never empty, and "*" for OPTIONS only.
  private String target(String method) throws StreamException {
    String scheme = required(this.scheme);
    String path = required(this.path);
    // Deviates: other schemes than these are not taken; a server has nothing to say about them.
    if (!scheme.equals("http") && !scheme.equals("https")) {
      throw malformed(RejectReason.BAD_PSEUDO_FIELD);
    }
    boolean asterisk = path.equals("*") && method.equals(Methods.OPTIONS);
    if (!Tokens.isTarget(path) || !(path.startsWith("/") || asterisk)) {
      throw malformed(RejectReason.BAD_TARGET);
    }
    return path;
  }

  // RFC 9113 §8.5: CONNECT has :method and :authority only.
  private String tunnelTarget(String authority) throws StreamException {
    if (scheme != null || path != null || this.authority == null) {
      throw malformed(RejectReason.BAD_PSEUDO_FIELD);
    }
    return authority;
  }

  private String required(@Nullable String value) throws StreamException {
    if (value == null) {
      throw malformed(RejectReason.BAD_PSEUDO_FIELD);
    }
    return value;
  }

  private StreamException malformed(RejectReason reason) {
    return StreamException.malformed(streamId, reason);
  }
}
