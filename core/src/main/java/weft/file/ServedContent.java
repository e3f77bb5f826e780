package weft.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.Handlers;
import weft.Header;
import weft.Methods;
import weft.Request;
import weft.ResponseWriter;
import weft.Status;

/// Sends content, the parts of it that a request names, or the reason why neither.
final class ServedContent {

  private static final int COPY_BYTES = 32 << 10;
  private static final int BOUNDARY_BITS = 160;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final ResponseWriter w;
  private final Request r;
  private final long size;
  private final ContentSource source;

  ServedContent(ResponseWriter w, Request r, long size, ContentSource source) {
    this.w = w;
    this.r = r;
    this.size = size;
    this.source = source;
  }

  /// Sends what the conditions and the Range of the request leave. The type is the Content-Type
  /// that is set or, if it is missing, that of the first bytes.
  void send(Preconditions preconditions) throws IOException {
    int status = preconditions.status();
    if (status != Status.OK) {
      sendWithout(status);
      return;
    }
    w.header().set("Accept-Ranges", "bytes");
    List<String> range = r.header().values("Range");
    boolean whole = range.size() != 1 || !preconditions.rangeCounts();
    List<ByteRange> ranges = whole ? List.of() : ByteRange.parse(range.getFirst(), size);
    if (ranges == null) {
      refuseRange();
      return;
    }
    setType();
    switch (ranges.size()) {
      case 0 -> sendWhole();
      case 1 -> sendPart(ranges.getFirst());
      default -> sendParts(ranges);
    }
  }

  /// Answers without content: 304 with the fields of RFC 9110 §15.4.5, or 412.
  private void sendWithout(int status) {
    Header fields = w.header();
    fields.remove("Content-Type").remove("Content-Length").remove("Content-Encoding");
    if (status == Status.NOT_MODIFIED && fields.get("ETag") != null) {
      fields.remove("Last-Modified");
    }
    w.status(status);
  }

  private void refuseRange() throws IOException {
    Header fields = w.header();
    List.of("ETag", "Last-Modified", "Cache-Control", "Content-Encoding").forEach(fields::remove);
    fields.set("Content-Range", "bytes */" + size);
    Handlers.error(w, "range not satisfiable", Status.RANGE_NOT_SATISFIABLE);
  }

  private void setType() throws IOException {
    if (w.header().contains("Content-Type") || w.header().contains("Content-Encoding")) {
      return;
    }
    try (InputStream in = source.open(0)) {
      w.header().set("Content-Type", MediaTypes.ofContent(in));
    }
  }

  /// Sends the whole content, whatever the request asks for.
  void sendWhole() throws IOException {
    w.header().set("Content-Length", Long.toString(size));
    copy(new ByteRange(0, size));
  }

  private void sendPart(ByteRange range) throws IOException {
    w.status(Status.PARTIAL_CONTENT);
    w.header()
        .set("Content-Range", range.contentRange(size))
        .set("Content-Length", Long.toString(range.length()));
    copy(range);
  }

  /// Sends several parts as multipart/byteranges (RFC 9110 §14.6).
  private void sendParts(List<ByteRange> ranges) throws IOException {
    String boundary = new BigInteger(BOUNDARY_BITS, RANDOM).toString(Character.MAX_RADIX);
    String type = w.header().get("Content-Type");
    List<byte[]> heads = ranges.stream().map(range -> head(range, boundary, type)).toList();
    byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.ISO_8859_1);
    long length = end.length;
    for (int i = 0; i < heads.size(); i++) {
      length += heads.get(i).length + ranges.get(i).length();
    }
    w.status(Status.PARTIAL_CONTENT);
    w.header()
        .set("Content-Type", "multipart/byteranges; boundary=" + boundary)
        .set("Content-Length", Long.toString(length));
    for (int i = 0; i < heads.size(); i++) {
      w.write(heads.get(i));
      copy(ranges.get(i));
    }
    w.write(end);
  }

  private byte[] head(ByteRange range, String boundary, @Nullable String type) {
    String typeLine = type == null ? "" : "Content-Type: " + type + "\r\n";
    String head = "\r\n--" + boundary + "\r\n" + typeLine;
    String rangeLine = "Content-Range: " + range.contentRange(size) + "\r\n\r\n";
    return (head + rangeLine).getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Writes exactly that range. A source that ends early ends the response unfinished: a client
  /// must not take what it got for the whole.
  private void copy(ByteRange range) throws IOException {
    if (r.method().equals(Methods.HEAD) || range.length() == 0) {
      return;
    }
    switch (source) {
      case ChannelSource file -> w.sendFile(file.channel(), range.start(), range.length());
      case BytesSource bytes -> w.write(bytes.content(), (int) range.start(), (int) range.length());
      default -> copyStream(range);
    }
  }

  private void copyStream(ByteRange range) throws IOException {
    try (InputStream in = source.open(range.start())) {
      byte[] buffer = new byte[(int) Math.min(range.length(), COPY_BYTES)];
      long left = range.length();
      while (left > 0) {
        int length = in.read(buffer, 0, (int) Math.min(left, buffer.length));
        if (length < 0) {
          throw new EOFException("content of " + size + " bytes ended " + left + " bytes early");
        }
        w.write(buffer, 0, length);
        left -= length;
      }
    }
  }
}
