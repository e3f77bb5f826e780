package weft.internal.http1;

import java.io.IOException;
import java.util.Arrays;
import weft.Limits;
import weft.RejectReason;
import weft.internal.exchange.BadMessageException;
import weft.internal.text.FieldLines;
import weft.internal.text.StringCache;
import weft.internal.text.Tokens;

/// Reads the field lines of a header or trailer section, up to the empty line (RFC 9112 §5).
final class FieldReader {

  private final InputBuffer in;
  private final int fieldsMax;
  private final StringCache strings;
  private int expected = 8;

  FieldReader(InputBuffer in, Limits limits, StringCache strings) {
    this.in = in;
    this.fieldsMax = limits.headerFieldsMax();
    this.strings = strings;
  }

  /// Reads a section and its empty line; blocks until it is whole.
  ///
  /// @param bytesMax how long the section may be
  /// @param tooLarge the reason if it is longer
  FieldLines read(int bytesMax, RejectReason tooLarge, RejectReason cutOff) throws IOException {
    long limit = in.offset() + bytesMax;
    int count = 0;
    String[] fields = new String[2 * expected];
    while (true) {
      int room = (int) Math.max(0, limit - in.offset());
      if (!in.readLine(room, tooLarge, cutOff)) {
        throw new BadMessageException(cutOff, in.received());
      }
      if (in.lineStart() == in.lineEnd()) {
        expected = Math.max(1, count);
        return new FieldLines(fields, count);
      }
      if (count == fieldsMax) {
        throw new BadMessageException(RejectReason.TOO_MANY_FIELDS, in.offset(in.lineStart()));
      }
      if (2 * count == fields.length) {
        fields = Arrays.copyOf(fields, 4 * count);
      }
      parse(fields, count++);
    }
  }

  // field-line = field-name ":" OWS field-value OWS
  private void parse(String[] fields, int index) throws BadMessageException {
    byte[] b = in.bytes();
    int start = in.lineStart();
    int end = in.lineEnd();
    int colon = start;
    while (colon < end && Tokens.isTokenChar(b[colon] & 0xff)) {
      colon++;
    }
    if (colon == start || colon == end || b[colon] != ':') {
      throw badName(b, start, colon, end);
    }
    int from = colon + 1;
    int to = end;
    while (from < to && Tokens.isBlank(b[from])) {
      from++;
    }
    while (to > from && Tokens.isBlank(b[to - 1])) {
      to--;
    }
    for (int i = from; i < to; i++) {
      if (!Tokens.isValueChar(b[i] & 0xff)) {
        throw new BadMessageException(
            b[i] == '\r' ? RejectReason.BARE_CR : RejectReason.BAD_FIELD_VALUE, in.offset(i));
      }
    }
    fields[2 * index] = strings.string(b, start, colon);
    fields[2 * index + 1] = strings.string(b, from, to);
  }

  private BadMessageException badName(byte[] b, int start, int at, int end) {
    boolean folded = at == start && at < end && Tokens.isBlank(b[start]);
    boolean bareCr = at < end && b[at] == '\r';
    RejectReason reason = bareCr ? RejectReason.BARE_CR : RejectReason.BAD_FIELD_NAME;
    return new BadMessageException(folded ? RejectReason.OBS_FOLD : reason, in.offset(at));
  }
}
