package weft;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import weft.internal.text.Tokens;

/// The octets of a multipart content, cut at its boundary (RFC 2046 §5.1.1).
///
/// ```
///   content         = [ preamble CRLF ] dash-boundary padding CRLF part
///                     *( delimiter padding CRLF part ) close-delimiter padding [ CRLF epilogue ]
///   part            = *( field CRLF ) [ CRLF *OCTET ]
///   dash-boundary   = "--" boundary
///   delimiter       = CRLF dash-boundary
///   close-delimiter = delimiter "--"
///   padding         = *( SP / HTAB )
/// ```
///
/// A line that goes on behind the boundary is content. Deviates: Go also takes lines that end in LF
/// alone.
///
/// A delimiter is looked for where there is a CR. None of its other octets is one, so where a match
/// fails the search goes on behind it, and each octet is looked at twice at most.
///
/// ```
///   buffer:  given away | content         | not looked at, or perhaps a delimiter |
///                       ^ start           ^ safe                                  ^ end
/// ```
final class MultipartInput {

  private static final int BUFFER_BYTES = 16 << 10;

  /// What an octet of the content may turn out to be the begin of.
  private enum Delimiter {
    NO,
    YES,
    PERHAPS
  }

  private final InputStream content;
  private final byte[] delimiter;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int start;
  private int safe;
  private int end;

  /// How many octets of the delimiter may be missing here: its CRLF, where a line has just ended.
  private int skip = 2;

  private boolean atLineStart = true;
  private boolean atDelimiter;
  private long received;

  /// @param boundary at most 70 characters, without CR
  MultipartInput(InputStream content, String boundary) {
    this.content = content;
    delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Returns how many octets of the content were read.
  long received() {
    return received;
  }

  /// Reads octets of the part, at least one if `len` is positive; -1 at its end. Blocks.
  int read(byte[] b, int off, int len) throws IOException {
    int length = Math.min(available(), len);
    if (length == 0 && len > 0) {
      return -1;
    }
    System.arraycopy(buffer, start, b, off, length);
    start += length;
    return length;
  }

  /// Reads up to the end of the part. Blocks.
  void skipPart() throws IOException {
    skipPart(Long.MAX_VALUE);
  }

  /// Reads up to the end of the part, which has `bytesMax` octets at most.
  ///
  /// @throws StatusException with 400 if it has more
  void skipPart(long bytesMax) throws IOException {
    long left = bytesMax;
    for (int length = available(); length > 0; length = available()) {
      left -= length;
      if (left < 0) {
        throw bad("no boundary in the first " + bytesMax + " bytes");
      }
      start += length;
    }
  }

  /// Goes on behind the delimiter at the end of a part; returns whether another part follows.
  ///
  /// @param lineBytesMax how long the padding may be
  boolean nextPart(int lineBytesMax) throws IOException {
    start += delimiter.length - skip;
    atDelimiter = false;
    if (buffer[start] == '-') {
      return false; // there are two, else it would be content
    }
    if (!Tokens.trim(line(lineBytesMax)).isEmpty()) {
      throw bad("text behind a boundary");
    }
    return true;
  }

  /// The header section of a part has ended.
  void beginContent() {
    safe = start;
    atLineStart = true;
  }

  /// Reads a line and returns its octets without the CRLF, as the characters U+0000 to U+00FF.
  ///
  /// @throws StatusException with 413 if it is longer than `bytesMax`, with 400 if it does not end
  ///   in CRLF
  String line(int bytesMax) throws IOException {
    var line = new StringBuilder();
    for (int c = octet(); c != '\r'; c = octet()) {
      if (c == '\n') {
        throw bad("a line that ends in LF alone");
      }
      if (line.length() >= bytesMax) {
        throw new StatusException(Status.CONTENT_TOO_LARGE, "the header of a part is too long");
      }
      line.append((char) c);
    }
    if (octet() != '\n') {
      throw bad("CR without LF in the header of a part");
    }
    return line.toString();
  }

  private int octet() throws IOException {
    if (start == end) {
      fill();
    }
    return buffer[start++] & 0xff;
  }

  /// Returns how many octets of the part are in the buffer, 0 at its end only.
  private int available() throws IOException {
    if (atLineStart) {
      lookAtLineStart();
    }
    while (safe == start && !atDelimiter) {
      if (end == start || !search()) {
        fill();
      }
    }
    return safe - start;
  }

  /// Looks for a delimiter without its CRLF, which was the end of the line before.
  private void lookAtLineStart() throws IOException {
    Delimiter found = delimiterAt(start, 2);
    while (found == Delimiter.PERHAPS) {
      fill();
      found = delimiterAt(start, 2);
    }
    atLineStart = false;
    atDelimiter = found == Delimiter.YES;
    skip = 2;
  }

  /// Moves `safe` to the next delimiter or to what may be one; returns whether anything was found.
  private boolean search() {
    int at = safe;
    Delimiter found = Delimiter.NO;
    while (at < end) {
      if (buffer[at] == '\r') {
        found = delimiterAt(at, 0);
        if (found != Delimiter.NO) {
          break;
        }
      }
      at++;
    }
    safe = at;
    atDelimiter = found == Delimiter.YES;
    skip = 0;
    return atDelimiter || safe > start;
  }

  /// Compares the octets from `at` on with the delimiter, from its octet `from` on.
  private Delimiter delimiterAt(int at, int from) {
    int length = Math.min(delimiter.length - from, end - at);
    if (!Arrays.equals(buffer, at, at + length, delimiter, from, from + length)) {
      return Delimiter.NO;
    }
    return from + length < delimiter.length ? Delimiter.PERHAPS : behindBoundary(at + length);
  }

  private Delimiter behindBoundary(int at) {
    if (at == end) {
      return Delimiter.PERHAPS;
    }
    return switch (buffer[at]) {
      case ' ', '\t', '\r' -> Delimiter.YES;
      case '-' -> {
        if (at + 1 == end) {
          yield Delimiter.PERHAPS;
        }
        yield buffer[at + 1] == '-' ? Delimiter.YES : Delimiter.NO;
      }
      default -> Delimiter.NO;
    };
  }

  private void fill() throws IOException {
    if (start == end || end == buffer.length) {
      System.arraycopy(buffer, start, buffer, 0, end - start);
      safe = Math.max(0, safe - start);
      end -= start;
      start = 0;
    }
    int length = content.read(buffer, end, buffer.length - end);
    if (length < 0) {
      throw bad("the content ends before its last boundary");
    }
    end += length;
    received += length;
  }

  /// Returns the answer to a content that is malformed.
  static StatusException bad(String reason) {
    return new StatusException(Status.BAD_REQUEST, "multipart: " + reason);
  }
}
