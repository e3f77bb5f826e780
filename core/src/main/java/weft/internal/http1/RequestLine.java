package weft.internal.http1;

import weft.RejectReason;
import weft.internal.exchange.BadMessageException;
import weft.internal.text.StringCache;
import weft.internal.text.Tokens;

/// The first line of a request (RFC 9112 §3).
///
/// @param method a token, compared with case
/// @param target as it was sent; see [RequestTarget]
/// @param minorVersion 0 for HTTP/1.0, 1 for HTTP/1.1 and whatever minor version is above it
record RequestLine(String method, String target, int minorVersion) {

  private static final int VERSION_LENGTH = 8;

  /// Parses the line in `[start, end)` of the buffer.
  ///
  /// @throws BadMessageException if it is not exactly `method SP request-target SP HTTP-version`,
  ///   the target is longer than `targetBytesMax`, or the major version is not 1
  static RequestLine parse(InputBuffer in, int targetBytesMax, StringCache strings)
      throws BadMessageException {
    // request-line = method SP request-target SP HTTP-version
    byte[] b = in.bytes();
    int start = in.lineStart();
    int end = in.lineEnd();
    int methodEnd = start;
    while (methodEnd < end && Tokens.isTokenChar(b[methodEnd] & 0xff)) {
      methodEnd++;
    }
    if (methodEnd == start || methodEnd == end || b[methodEnd] != ' ') {
      boolean blank = methodEnd > start && methodEnd == end;
      throw bad(blank ? RejectReason.BAD_REQUEST_LINE : RejectReason.BAD_METHOD, in, methodEnd);
    }
    int targetStart = methodEnd + 1;
    int targetEnd = targetStart;
    while (targetEnd < end && Tokens.isTargetChar(b[targetEnd] & 0xff)) {
      targetEnd++;
    }
    if (targetEnd == end || targetEnd == targetStart) {
      throw bad(RejectReason.BAD_REQUEST_LINE, in, targetEnd);
    }
    if (b[targetEnd] != ' ') {
      throw bad(RejectReason.BAD_TARGET, in, targetEnd);
    }
    if (targetEnd - targetStart > targetBytesMax) {
      throw bad(RejectReason.TARGET_TOO_LONG, in, targetStart + targetBytesMax);
    }
    return new RequestLine(
        strings.string(b, start, methodEnd),
        strings.string(b, targetStart, targetEnd),
        minorVersion(in, targetEnd + 1, end));
  }

  // HTTP-version = "HTTP/" DIGIT "." DIGIT (RFC 9112 §2.3), case-sensitive
  private static int minorVersion(InputBuffer in, int start, int end) throws BadMessageException {
    byte[] b = in.bytes();
    boolean wellFormed =
        end - start == VERSION_LENGTH
            && b[start] == 'H'
            && b[start + 1] == 'T'
            && b[start + 2] == 'T'
            && b[start + 3] == 'P'
            && b[start + 4] == '/'
            && isDigit(b[start + 5])
            && b[start + 6] == '.'
            && isDigit(b[start + 7]);
    if (!wellFormed) {
      throw bad(RejectReason.BAD_VERSION, in, start);
    }
    if (b[start + 5] != '1') {
      throw bad(RejectReason.UNSUPPORTED_VERSION, in, start);
    }
    return b[start + 7] == '0' ? 0 : 1;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static BadMessageException bad(RejectReason reason, InputBuffer in, int at) {
    return new BadMessageException(reason, in.offset(at));
  }
}
