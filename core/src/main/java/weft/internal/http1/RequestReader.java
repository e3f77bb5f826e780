package weft.internal.http1;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import weft.Limits;
import weft.RejectReason;
import weft.internal.exchange.BadMessageException;
import weft.internal.text.FieldLines;
import weft.internal.text.StringCache;
import weft.internal.text.Tokens;

/// Reads request heads: the request line, the header section, and what they mean for the framing
/// (RFC 9112 §2.1 to §6).
///
/// A client mostly sends the same fields with each request of a connection. So the last header
/// section is kept, and one with the same octets is not parsed again.
final class RequestReader {

  /// The longest header section that is kept.
  static final int KEPT_BYTES_MAX = 2 << 10;

  @SuppressWarnings("ArrayRecordComponent") // private, and never changed
  private record Kept(byte[] octets, HeaderSection section) {}

  private final InputBuffer in;
  private final Limits limits;
  private final StringCache strings;
  private final FieldReader fieldReader;

  private @Nullable Kept kept;

  RequestReader(InputBuffer in, Limits limits, StringCache strings) {
    this.in = in;
    this.limits = limits;
    this.strings = strings;
    this.fieldReader = new FieldReader(in, limits, strings);
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
    return interpret(line, section(left));
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

  /// Reads a header section, or finds that it is the one before it.
  private HeaderSection section(int bytesMax) throws IOException {
    Kept before = kept;
    if (before != null && before.octets.length <= bytesMax && in.skip(before.octets)) {
      return before.section;
    }
    long begin = in.offset();
    FieldLines lines =
        fieldReader.read(bytesMax, RejectReason.HEADER_TOO_LARGE, RejectReason.INCOMPLETE_HEAD);
    var section = new HeaderSection(lines, in.offset());
    byte[] octets = in.last(in.offset() - begin, KEPT_BYTES_MAX);
    kept = octets == null ? null : new Kept(octets, section);
    return section;
  }

  private RequestHead interpret(RequestLine line, HeaderSection section)
      throws BadMessageException {
    boolean http10 = line.minorVersion() == 0;
    Framing framing = section.framing(http10, in.offset());
    return new RequestHead(
        line,
        section.header(),
        effectiveHost(line, section.host(), http10),
        framing,
        section.isPersistent(http10),
        expectsContinue(section.expect(), http10, framing));
  }

  // RFC 9112 §3.2: Host is required on HTTP/1.1. RFC 9112 §3.2.2: the authority of the target wins,
  // and
  // disagreement is refused, because a peer in front may have routed by the other one.
  private String effectiveHost(RequestLine line, @Nullable String field, boolean http10)
      throws BadMessageException {
    if (field == null && !http10) {
      throw bad(RejectReason.MISSING_HOST);
    }
    RequestTarget target = RequestTarget.parse(line.method(), line.target());
    if (target instanceof RequestTarget.Invalid) {
      throw bad(RejectReason.BAD_TARGET);
    }
    if (target instanceof RequestTarget.AbsoluteForm(String authority)) {
      return agreed(authority, field);
    }
    if (target instanceof RequestTarget.AuthorityForm(String authority)) {
      return authority;
    }
    return field == null ? "" : field;
  }

  private String agreed(String authority, @Nullable String field) throws BadMessageException {
    if (field != null && !field.equalsIgnoreCase(authority)) {
      throw bad(RejectReason.HOST_MISMATCH);
    }
    return authority;
  }

  private boolean expectsContinue(@Nullable String expectation, boolean http10, Framing framing)
      throws BadMessageException {
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
