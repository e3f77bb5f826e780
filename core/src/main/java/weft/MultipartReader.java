package weft;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;
import weft.internal.text.Parameters;
import weft.internal.text.Tokens;

/// The parts of a multipart content, one after the other, as they arrive (RFC 7578, RFC 2046 §5.1):
/// `multipart.Reader` in Go.
///
/// ```
///   MultipartReader parts = r.multipartReader();
///   for (Part part = parts.next(); part != null; part = parts.next()) {
///     part.body().transferTo(OutputStream.nullOutputStream());
///   }
/// ```
///
/// Nothing is kept, so a content of any size takes one buffer of 16 KiB. The bounds are
/// [MultipartLimits]. A part that is multipart itself is a part like others.
public final class MultipartReader {

  private static final int BOUNDARY_CHARS_MAX = 70;
  private static final String MARKS = "'()+_,-./:=? ";

  private final MultipartInput in;
  private final Limits limits;
  private @Nullable Part current;
  private int parts;
  private boolean ended;

  MultipartReader(InputStream content, String boundary, Limits limits) {
    in = new MultipartInput(content, boundary);
    this.limits = limits;
  }

  /// Creates a reader of the request's content.
  ///
  /// @param mixed whether it may also be multipart/mixed
  static MultipartReader of(Request request, boolean mixed) throws StatusException {
    Parameters type = Parameters.parse(request.header().first("Content-Type"));
    String value = type == null ? "" : type.value();
    boolean form = value.equals("multipart/form-data");
    if (type == null || !(form || (mixed && value.equals("multipart/mixed")))) {
      throw new StatusException(
          Status.UNSUPPORTED_MEDIA_TYPE, "the content is not multipart/form-data");
    }
    String boundary = type.byName().getOrDefault("boundary", "");
    if (!isBoundary(boundary)) {
      throw MultipartInput.bad(boundary.isEmpty() ? "no boundary" : "malformed boundary");
    }
    return new MultipartReader(request.body(), boundary, request.limits());
  }

  // RFC 2046 §5.1.1: boundary = 0*69bchars bcharsnospace
  //   bcharsnospace = DIGIT / ALPHA / "'" / "(" / ")" / "+" / "_" / "," / "-" / "." / "/" / ":"
  //                   / "=" / "?"
  private static boolean isBoundary(String s) {
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      boolean alphanumeric = c < 128 && Character.isLetterOrDigit(c);
      if (!alphanumeric && MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return !s.isEmpty() && s.length() <= BOUNDARY_CHARS_MAX && !s.endsWith(" ");
  }

  /// Returns the next part, or null if there was the last one. What was not read of the part before
  /// is read away. Blocks.
  ///
  /// @throws StatusException with 400 if the content is malformed or ends early, with 413 if a
  ///   bound of [MultipartLimits] is passed
  /// @throws IOException if reading failed
  public @Nullable Part next() throws IOException {
    MultipartLimits bounds = limits.multipart();
    if (ended) {
      return null;
    }
    if (current == null) {
      in.skipPart(bounds.headerBytesMax()); // the preamble
    } else {
      current.leave();
      in.skipPart();
    }
    current = null;
    if (!in.nextPart(bounds.headerBytesMax())) {
      ended = true;
      return null;
    }
    if (++parts > bounds.partsMax()) {
      throw tooLarge("more than " + bounds.partsMax() + " parts");
    }
    Part part = new Part(readHeader(bounds), in, limits);
    current = part;
    return part;
  }

  /// Returns how many octets of the request's content were read: with [Request#contentLength()],
  /// how far the upload is. For the thread that reads.
  public long bytesRead() {
    return in.received();
  }

  private Header readHeader(MultipartLimits bounds) throws IOException {
    var header = new Header();
    var field = new StringBuilder();
    int bytesLeft = bounds.headerBytesMax();
    int fields = 0;
    for (String line = in.line(bytesLeft); !line.isEmpty(); line = in.line(bytesLeft)) {
      bytesLeft = Math.max(0, bytesLeft - line.length() - 2);
      if (Tokens.isBlank(line.charAt(0))) { // the field goes on (RFC 5322 §2.2.3)
        field.append(' ').append(Tokens.trim(line));
        continue;
      }
      if (++fields > bounds.headerFieldsMax()) {
        throw tooLarge("a part with more than " + bounds.headerFieldsMax() + " fields");
      }
      addField(header, field.toString());
      field.setLength(0);
      field.append(line);
    }
    addField(header, field.toString());
    in.beginContent();
    return header.freeze();
  }

  private static void addField(Header header, String line) throws StatusException {
    if (line.isEmpty()) {
      return;
    }
    int colon = line.indexOf(':');
    String name = line.substring(0, Math.max(0, colon));
    String value = Tokens.trim(line.substring(colon + 1));
    if (!Tokens.isToken(name) || !Tokens.isFieldValue(value)) {
      throw MultipartInput.bad("malformed field in the header of a part");
    }
    header.add(name, value);
  }

  /// Returns the answer to a content that passes a bound.
  static StatusException tooLarge(String reason) {
    return new StatusException(Status.CONTENT_TOO_LARGE, "multipart: " + reason);
  }
}
