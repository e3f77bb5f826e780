package weft.middleware;

import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import weft.ContentFilter;
import weft.Header;
import weft.Methods;
import weft.Request;
import weft.ResponseWriter;
import weft.Status;

/// Compresses the content of a response, if that is worth it, and has the fields say so.
final class CodedContent implements ContentFilter {

  private static final long UNKNOWN = -1;

  /// Fields that tell of the content as the handler wrote it (RFC 9110 §14.4, RFC 9530 §2, §3).
  private static final List<String> BOUND_TO_CONTENT =
      List.of("Content-Encoding", "Content-Range", "Content-Digest", "Repr-Digest");

  private final ResponseWriter w;
  private final Request request;
  private final String coding;
  private final Compress compress;

  /// Whether another client gets something else for its Accept-Encoding.
  private boolean varies;

  private boolean coded;

  /// @param coding the one that the client likes best, empty for none
  CodedContent(ResponseWriter w, Request request, String coding, Compress compress) {
    this.w = w;
    this.request = request;
    this.coding = coding;
    this.compress = compress;
  }

  @Override
  public @Nullable OutputStream around(OutputStream to, long length) {
    boolean enough = length == UNKNOWN || length >= compress.minBytes();
    varies = enough && mayBeCoded();
    if (!varies || coding.isEmpty()) {
      return null;
    }
    boolean head = request.method().equals(Methods.HEAD);
    OutputStream encoder = head ? OutputStream.nullOutputStream() : compress.encoder(coding, to);
    coded = encoder != null;
    if (coded) {
      w.header().set("Content-Encoding", coding);
    }
    return encoder;
  }

  private boolean mayBeCoded() {
    Header fields = w.header();
    String type = fields.get("Content-Type");
    return w.status() != Status.RESET_CONTENT
        && w.status() != Status.PARTIAL_CONTENT
        && compress.takes(type == null ? "" : type)
        && !fields.hasToken("Cache-Control", "no-transform")
        && BOUND_TO_CONTENT.stream().noneMatch(fields::contains);
  }

  /// Gives the fields what follows from the coding, once all else is settled.
  void describe() {
    Header fields = w.header();
    boolean sent = coded && coding.equals(fields.get("Content-Encoding"));
    boolean notModified = w.status() == Status.NOT_MODIFIED;
    boolean said = fields.hasToken("Vary", "*") || fields.hasToken("Vary", "Accept-Encoding");
    if ((varies || notModified) && !said) {
      fields.add("Vary", "Accept-Encoding");
    }
    if (sent) {
      fields.remove("Accept-Ranges");
    }
    String tag = fields.get("ETag");
    if (tag != null && !coding.isEmpty()) {
      String codedTag = CodedTag.of(tag, coding);
      if (sent || (notModified && CodedTag.isNamed(request.header(), codedTag))) {
        fields.set("ETag", codedTag);
      }
    }
  }
}
