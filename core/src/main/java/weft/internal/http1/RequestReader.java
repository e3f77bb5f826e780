package weft.internal.http1;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.Header;
import weft.Limits;
import weft.RejectReason;
import weft.internal.exchange.BadMessageException;
import weft.internal.text.FieldLines;
import weft.internal.text.HostText;
import weft.internal.text.StringCache;
import weft.internal.text.Tokens;

/// Reads request heads: the request line, the header section, and what they mean for the framing
/// (RFC 9112 §2.1 to §6).
final class RequestReader {

  private final InputBuffer in;
  private final Limits limits;
  private final StringCache strings;
  private final FieldReader fieldReader;

  private @Nullable String host;
  private @Nullable String contentLength;
  private @Nullable String coding;
  private @Nullable String expect;
  private boolean saysClose;
  private boolean saysKeepAlive;

  RequestReader(InputBuffer in, Limits limits, StringCache strings, FieldReader fieldReader) {
    this.in = in;
    this.limits = limits;
    this.strings = strings;
    this.fieldReader = fieldReader;
  }

  /// Reads the next request head, blocking until it is complete; its first octet must have arrived.
  ///
  /// One empty line before it is skipped (RFC 9112 §2.2).
  ///
  /// @return the head, or null if the peer closed the connection after that empty line
  /// @throws BadMessageException if the octets are not a request; the rest of the connection is not
  ///   to be read then
  @Nullable RequestHead read() throws IOException {
    long begin = in.offset();
    if (!readLine()) {
      return null;
    }
    if (in.lineStart() == in.lineEnd()) {
      begin = in.offset();
      if (!in.awaitOctet() || !readLine()) {
        return null;
      }
    }
    RequestLine line = RequestLine.parse(in, limits.targetBytesMax(), strings);
    int left = (int) Math.max(0, limits.headerBytesMax() - (in.offset() - begin));
    FieldLines lines =
        fieldReader.read(left, RejectReason.HEADER_TOO_LARGE, RejectReason.INCOMPLETE_HEAD);
    return interpret(line, lines);
  }

  private boolean readLine() throws IOException {
    // A first octet that begins no token is no request; saying so at once helps who speaks TLS
    // here.
    if (!Tokens.isTokenChar(in.peek() & 0xff) && in.peek() != '\r' && in.peek() != '\n') {
      throw new BadMessageException(RejectReason.BAD_REQUEST_LINE, in.offset());
    }
    return in.readLine(
        limits.headerBytesMax(), RejectReason.TARGET_TOO_LONG, RejectReason.INCOMPLETE_HEAD);
  }

  private RequestHead interpret(RequestLine line, FieldLines lines) throws BadMessageException {
    host = null;
    contentLength = null;
    coding = null;
    expect = null;
    saysClose = false;
    saysKeepAlive = false;
    for (int i = 0; i < 2 * lines.count(); i += 2) {
      note(lines.namesAndValues()[i], lines.namesAndValues()[i + 1]);
    }
    boolean http10 = line.minorVersion() == 0;
    Framing framing = Framing.of(coding, contentLength, http10, in.offset());
    boolean persistent = http10 ? saysKeepAlive && !saysClose : !saysClose;
    return new RequestHead(
        line,
        new Header(lines),
        effectiveHost(line, http10),
        framing,
        persistent,
        expectsContinue(http10, framing));
  }

  private void note(String name, String value) throws BadMessageException {
    switch (name.length()) {
      case 4 -> noteHost(name, value);
      case 6 -> {
        if (name.equalsIgnoreCase("Expect")) {
          expect = expect == null ? value : expect + "," + value;
        }
      }
      case 10 -> noteConnection(name, value);
      case 14 -> noteContentLength(name, value);
      case 17 -> {
        if (name.equalsIgnoreCase("Transfer-Encoding")) {
          coding = coding == null ? value : coding + "," + value;
        }
      }
      default -> {}
    }
  }

  private void noteHost(String name, String value) throws BadMessageException {
    if (name.equalsIgnoreCase("Host")) {
      if (host != null) {
        throw bad(RejectReason.DUPLICATE_HOST);
      }
      host = value;
    }
  }

  private void noteConnection(String name, String value) {
    if (name.equalsIgnoreCase("Connection")) {
      saysClose |= Tokens.listHas(value, "close");
      saysKeepAlive |= Tokens.listHas(value, "keep-alive");
    }
  }

  private void noteContentLength(String name, String value) throws BadMessageException {
    if (name.equalsIgnoreCase("Content-Length")) {
      if (contentLength != null) {
        throw bad(RejectReason.DUPLICATE_CONTENT_LENGTH);
      }
      contentLength = value;
    }
  }

  // RFC 9112 §3.2: Host is required on HTTP/1.1. RFC 9112 §3.2.2: the authority of the target wins,
  // and
  // disagreement is refused, because a peer in front may have routed by the other one.
  private String effectiveHost(RequestLine line, boolean http10) throws BadMessageException {
    String field = host;
    if (field == null && !http10) {
      throw bad(RejectReason.MISSING_HOST);
    }
    if (field != null && !field.isEmpty() && !HostText.isValid(field)) {
      throw bad(RejectReason.BAD_HOST);
    }
    return switch (RequestTarget.parse(line.method(), line.target())) {
      case RequestTarget.OriginForm _, RequestTarget.AsteriskForm _ -> field == null ? "" : field;
      case RequestTarget.AbsoluteForm(String authority) -> agreed(authority, field);
      case RequestTarget.AuthorityForm(String authority) -> authority;
      case RequestTarget.Invalid _ -> throw bad(RejectReason.BAD_TARGET);
    };
  }

  private String agreed(String authority, @Nullable String field) throws BadMessageException {
    if (field != null && !field.equalsIgnoreCase(authority)) {
      throw bad(RejectReason.HOST_MISMATCH);
    }
    return authority;
  }

  private boolean expectsContinue(boolean http10, Framing framing) throws BadMessageException {
    String expectation = expect;
    if (expectation == null) {
      return false;
    }
    if (!expectation.equalsIgnoreCase("100-continue")) {
      throw bad(RejectReason.UNKNOWN_EXPECTATION);
    }
    return !http10 && framing != Framing.None.INSTANCE;
  }

  private BadMessageException bad(RejectReason reason) {
    return new BadMessageException(reason, in.offset());
  }
}
