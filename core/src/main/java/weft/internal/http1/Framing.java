package weft.internal.http1;

import org.jspecify.annotations.Nullable;
import weft.RejectReason;
import weft.internal.exchange.BadMessageException;
import weft.internal.text.Tokens;

/// How long a request's content is (RFC 9112 §6.3), of whose eight rules a server needs four.
sealed interface Framing {

  /// Rule 7: neither field, so no content.
  enum None implements Framing {
    INSTANCE;

    @Override
    public long length() {
      return 0;
    }
  }

  /// Rule 6: Content-Length octets.
  record Fixed(long length) implements Framing {}

  /// Rule 4: chunked.
  enum Chunked implements Framing {
    INSTANCE;

    @Override
    public long length() {
      return -1;
    }
  }

  /// Returns the length of the content in octets, -1 if it is not known.
  long length();

  /// Applies the rules.
  ///
  /// Deviates: RFC 9112 §6.3 lets a server process a request that has both fields, and one that
  /// repeats an identical Content-Length; both are refused, because a peer in front may have chosen
  /// the other one (request smuggling, RFC 9112 §11.2).
  ///
  /// @param coding what the Transfer-Encoding fields say, null if there is none
  /// @param length what the Content-Length field says, null if there is none
  /// @param offset where the header section ends
  static Framing of(@Nullable String coding, @Nullable String length, boolean http10, long offset)
      throws BadMessageException {
    if (coding != null) {
      return ofCoding(coding, length != null, http10, offset);
    }
    if (length == null) {
      return None.INSTANCE;
    }
    long octets = parseLength(length, offset);
    return octets == 0 ? None.INSTANCE : new Fixed(octets);
  }

  private static Framing ofCoding(String coding, boolean hasLength, boolean http10, long offset)
      throws BadMessageException {
    if (http10) {
      throw new BadMessageException(RejectReason.CODING_ON_HTTP_1_0, offset);
    }
    if (hasLength) {
      throw new BadMessageException(RejectReason.LENGTH_WITH_CODING, offset);
    }
    if (coding.equalsIgnoreCase("chunked")) {
      return Chunked.INSTANCE;
    }
    boolean malformed =
        coding.isEmpty() || (Tokens.listHas(coding, "chunked") && !isUnknown(coding));
    throw new BadMessageException(
        malformed ? RejectReason.BAD_TRANSFER_ENCODING : RejectReason.UNKNOWN_CODING, offset);
  }

  /// Returns whether a list that ends in its only `chunked` has other codings before it.
  private static boolean isUnknown(String coding) {
    int last = coding.lastIndexOf(',');
    return last >= 0
        && coding.substring(last + 1).strip().equalsIgnoreCase("chunked")
        && !Tokens.listHas(coding.substring(0, last), "chunked")
        && !Tokens.listHas(coding.substring(0, last), "");
  }

  // Content-Length = 1*DIGIT (RFC 9110 §8.6)
  private static long parseLength(String value, long offset) throws BadMessageException {
    long length = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9 || length > (Long.MAX_VALUE - digit) / 10) {
        throw new BadMessageException(RejectReason.BAD_CONTENT_LENGTH, offset);
      }
      length = length * 10 + digit;
    }
    if (value.isEmpty()) {
      throw new BadMessageException(RejectReason.BAD_CONTENT_LENGTH, offset);
    }
    return length;
  }
}
