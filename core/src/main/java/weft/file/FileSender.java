package weft.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import weft.Request;
import weft.ResponseWriter;
import weft.Status;
import weft.internal.text.AcceptEncoding;

/// Sends a file, or a variant of it that the client likes better, with what caches may do with it.
///
/// @param tree where siblings are looked for
/// @param gzip null if files are not compressed
/// @param cacheControl null for none
/// @param immutable null for none
record FileSender(
    FileTree tree,
    boolean precompressed,
    @Nullable GzipCache gzip,
    @Nullable String cacheControl,
    @Nullable Predicate<String> immutable) {

  private static final String IMMUTABLE = "public, max-age=31536000, immutable";

  void send(ResponseWriter w, Request r, RequestPath path, Node.Document document)
      throws IOException {
    boolean never = immutable != null && immutable.test(path.text());
    String policy = never ? IMMUTABLE : cacheControl;
    if (policy != null) {
      w.header().set("Cache-Control", policy);
    }
    if (!precompressed && gzip == null) {
      send(w, r, path, document, document.tag());
      return;
    }
    try (Siblings siblings = precompressed ? Siblings.open(tree, path) : Siblings.none()) {
      sendBest(w, r, path, document, siblings);
    }
  }

  /// Sends a file as the content of a 404.
  void sendNotFound(ResponseWriter w, Request r, RequestPath path, Node.Document document)
      throws IOException {
    String type = MediaTypes.ofName(path.last());
    w.header().set("Content-Type", type == null ? "text/html; charset=utf-8" : type);
    w.header().set("Cache-Control", "no-cache");
    w.status(Status.NOT_FOUND);
    new ServedContent(w, r, document.size(), document.content()).sendWhole();
  }

  private void sendBest(
      ResponseWriter w, Request r, RequestPath path, Node.Document document, Siblings siblings)
      throws IOException {
    List<String> codings = new ArrayList<>(siblings.codings());
    GzipCache cache = GzipCache.takes(path, document) ? gzip : null;
    if (cache != null && !codings.contains("gzip")) {
      codings.add("gzip");
    }
    if (codings.isEmpty()) {
      send(w, r, path, document, document.tag());
      return;
    }
    w.header().add("Vary", "Accept-Encoding");
    String coding = AcceptEncoding.of(r.header().values("Accept-Encoding")).best(codings);
    Node.Document sibling = siblings.get(coding);
    if (sibling != null) {
      sendCoded(w, r, path, document, sibling, coding);
    } else if (cache != null && !coding.isEmpty()) {
      sendCoded(w, r, path, document, cache.compress(path, document), coding);
    } else {
      send(w, r, path, document, document.tag());
    }
  }

  /// Sends a variant, with the type of the file itself.
  private static void sendCoded(
      ResponseWriter w,
      Request r,
      RequestPath path,
      Node.Document document,
      Node.Document variant,
      String coding)
      throws IOException {
    if (MediaTypes.ofName(path.last()) == null) {
      try (InputStream in = document.content().open(0)) {
        w.header().set("Content-Type", MediaTypes.ofContent(in));
      }
    }
    w.header().set("Content-Encoding", coding);
    send(w, r, path, variant, variant.tag().of(coding));
  }

  private static void send(
      ResponseWriter w, Request r, RequestPath path, Node.Document document, EntityTag tag)
      throws IOException {
    w.header().set("ETag", tag.toString());
    FileServer.serveContent(
        w, r, path.last(), document.modified(), document.size(), document.content(), tag);
  }
}
