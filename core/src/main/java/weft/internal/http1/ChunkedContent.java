package weft.internal.http1;

import java.io.IOException;
import weft.Header;
import weft.Limits;
import weft.RejectReason;
import weft.internal.exchange.BadMessageException;
import weft.internal.exchange.Trailers;
import weft.internal.text.FieldLines;
import weft.internal.text.Tokens;

/// Content in the chunked transfer coding (RFC 9112 §7.1, §7.1.3).
///
/// ```
///   chunked-body = *chunk last-chunk trailer-section CRLF
///   chunk        = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
/// ```
final class ChunkedContent extends Content {

  private final Http1Exchange exchange;
  private final InputBuffer in;
  private final FieldReader fieldReader;
  private final Limits limits;
  private long leftInChunk;
  private boolean betweenChunks;
  private boolean complete;
  private int extensionBytes;
  private Header trailer = super.trailer();

  ChunkedContent(Http1Exchange exchange, InputBuffer in, FieldReader fieldReader, Limits limits) {
    this.exchange = exchange;
    this.in = in;
    this.fieldReader = fieldReader;
    this.limits = limits;
  }

  @Override
  int readSome(byte[] b, int off, int len) throws IOException {
    if (leftInChunk == 0) {
      readChunkHead();
      if (complete) {
        return -1;
      }
    }
    if (count() >= limits.contentBytesMax()) {
      throw bad(RejectReason.CONTENT_TOO_LARGE);
    }
    long room = Math.min(leftInChunk, limits.contentBytesMax() - count());
    int length = in.readContent(b, off, (int) Math.min(len, room));
    leftInChunk -= length;
    return length;
  }

  private void readChunkHead() throws IOException {
    if (betweenChunks) {
      readLine(0, RejectReason.BAD_CHUNK_END);
    }
    betweenChunks = true;
    readLine(limits.chunkLineBytesMax(), RejectReason.CHUNK_LINE_TOO_LONG);
    leftInChunk = parseChunkLine();
    if (leftInChunk == 0) {
      readTrailer();
      complete = true;
    }
  }

  private void readLine(int bytesMax, RejectReason tooLong) throws IOException {
    if (!in.readLine(bytesMax, tooLong, RejectReason.INCOMPLETE_CONTENT)) {
      throw new BadMessageException(RejectReason.INCOMPLETE_CONTENT, in.received());
    }
  }

  // chunk-size = 1*HEXDIG; chunk-ext = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ]
  // )
  private long parseChunkLine() throws BadMessageException {
    byte[] b = in.bytes();
    int end = in.lineEnd();
    int at = in.lineStart();
    long size = 0;
    for (; at < end && Character.digit(b[at], 16) >= 0; at++) {
      if (size >>> 59 != 0) {
        throw new BadMessageException(RejectReason.BAD_CHUNK_SIZE, in.offset(at));
      }
      size = size << 4 | Character.digit(b[at], 16);
    }
    if (at == in.lineStart()) {
      throw new BadMessageException(RejectReason.BAD_CHUNK_SIZE, in.offset(at));
    }
    skipExtensions(b, at, end);
    return size;
  }

  private void skipExtensions(byte[] b, int start, int end) throws BadMessageException {
    if (start < end && b[start] != ';' && !Tokens.isBlank(b[start])) {
      throw new BadMessageException(RejectReason.BAD_CHUNK_SIZE, in.offset(start));
    }
    int invalid = ChunkExtensions.firstInvalid(b, start, end);
    if (invalid >= 0) {
      throw new BadMessageException(RejectReason.BAD_CHUNK_EXTENSION, in.offset(invalid));
    }
    extensionBytes += end - start;
    if (extensionBytes > limits.chunkExtensionBytesMax()) {
      throw new BadMessageException(RejectReason.CHUNK_EXTENSIONS_TOO_LONG, in.offset(end));
    }
  }

  private void readTrailer() throws IOException {
    FieldLines lines =
        fieldReader.read(
            limits.trailerBytesMax(),
            RejectReason.TRAILER_TOO_LARGE,
            RejectReason.INCOMPLETE_CONTENT);
    for (int i = 0; i < 2 * lines.count(); i += 2) {
      if (Trailers.isForbidden(lines.namesAndValues()[i])) {
        throw bad(RejectReason.BAD_TRAILER);
      }
    }
    trailer = new Header(lines);
  }

  private BadMessageException bad(RejectReason reason) {
    return new BadMessageException(reason, in.offset());
  }

  @Override
  boolean isComplete() {
    return complete;
  }

  @Override
  long remaining() {
    return complete ? 0 : -1;
  }

  @Override
  Header trailer() {
    return trailer;
  }

  @Override
  void beforeRead() throws IOException {
    exchange.sendContinue();
  }

  @Override
  void broken(IOException failure) {
    exchange.contentBroken(failure);
  }
}
