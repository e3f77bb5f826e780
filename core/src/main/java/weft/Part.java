package weft;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import weft.internal.text.Parameters;

/// One part of a multipart content: a field of a form, or a file (RFC 7578 §4).
///
/// It belongs to the thread that reads the content.
public final class Part {

  private static final Parameters NONE = new Parameters("", Map.of());

  private final Header header;
  private final MultipartInput in;
  private final Limits limits;
  private final String name;
  private final String fileName;
  private final boolean file;
  private boolean left;

  Part(Header header, MultipartInput in, Limits limits) throws StatusException {
    this.header = header;
    this.in = in;
    this.limits = limits;
    Parameters disposition = parameters("Content-Disposition");
    boolean formData = disposition.value().equals("form-data");
    name = formData ? text(disposition, "name") : "";
    String sent = text(disposition, "filename");
    file = !sent.isEmpty();
    fileName = lastSegment(sent);
  }

  private Parameters parameters(String field) throws StatusException {
    String value = header.get(field);
    Parameters parsed = value == null ? NONE : Parameters.parse(value);
    if (parsed == null) {
      throw MultipartInput.bad("malformed " + field + " of a part");
    }
    return parsed;
  }

  private static String text(Parameters disposition, String name) throws StatusException {
    @Nullable String text;
    try {
      text = disposition.text(name);
    } catch (IllegalArgumentException e) {
      text = "\0";
    }
    if (text != null && text.chars().anyMatch(Character::isISOControl)) {
      throw MultipartInput.bad("malformed " + name + " of a part");
    }
    return text == null ? "" : text;
  }

  private static String lastSegment(String path) {
    int slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    String segment = path.substring(slash + 1);
    return segment.equals(".") || segment.equals("..") ? "" : segment;
  }

  /// Returns the fields of the part, read-only; values hold octets as those of a request do.
  public Header header() {
    return header;
  }

  /// Returns the name of the form's field, as UTF-8; empty if there is none.
  public String name() {
    return name;
  }

  /// Returns whether the part is a file: whether the client gave it the name of one.
  public boolean isFile() {
    return file;
  }

  /// Returns the name that the file has at the client, as UTF-8, without the folders before it;
  /// empty if there is none, or nothing is left of it.
  ///
  /// Both slash and backslash separate folders. It is still the client's choice: it may be that of
  /// a file which exists, or begin with a dot. Deviates: Go keeps backslashes, except on Windows,
  /// and the name `..`.
  public String fileName() {
    return fileName;
  }

  /// Returns the content of the part, as it was sent: no transfer encoding is decoded (RFC 7578
  /// §4.7). Reads block, return -1 at the end of the part, and throw an [IOException] once
  /// [MultipartReader#next()] has been called, and a [StatusException] with 400 if the request's
  /// content ends early.
  public InputStream body() {
    return new Body(this);
  }

  /// Reads the content to its end and returns it as text: in UTF-8, unless the part's Content-Type
  /// says ISO-8859-1 or US-ASCII. Blocks.
  ///
  /// @throws StatusException with 413 if it is longer than [Limits#formBytesMax], with 400 if it is
  ///   in another charset
  /// @throws IOException if reading failed
  public String text() throws IOException {
    return text(limits.formBytesMax());
  }

  /// As [#text()], with another bound.
  String text(int bytesMax) throws IOException {
    Charset charset = charset();
    InputStream body = body();
    byte[] content = body.readNBytes(bytesMax);
    if (content.length == bytesMax && body.read() >= 0) {
      throw MultipartReader.tooLarge("a field that is too long");
    }
    return new String(content, charset);
  }

  private Charset charset() throws StatusException {
    String charset = parameters("Content-Type").byName().getOrDefault("charset", "utf-8");
    return switch (charset.toLowerCase(Locale.ROOT)) {
      case "utf-8" -> StandardCharsets.UTF_8;
      case "iso-8859-1" -> StandardCharsets.ISO_8859_1;
      case "us-ascii" -> StandardCharsets.US_ASCII;
      default -> throw MultipartInput.bad("text in a charset that is not supported");
    };
  }

  /// The reader goes on to another part.
  void leave() {
    left = true;
  }

  private static final class Body extends InputStream {
    private final Part part;

    Body(Part part) {
      this.part = part;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] b, int off, int len) throws IOException {
      if (part.left) {
        throw new IOException("the reader has gone on to another part");
      }
      return part.in.read(b, off, len);
    }
  }
}
