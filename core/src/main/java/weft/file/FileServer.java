package weft.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import weft.Handler;
import weft.Handlers;
import weft.HttpTime;
import weft.Methods;
import weft.Request;
import weft.ResponseWriter;
import weft.Status;
import weft.internal.text.PercentEncoding;

/// Serves the files of a directory, as `http.FileServer` in Go.
///
/// The path of the request, cleaned, is the path below the directory. A folder is answered with its
/// `index.html`. One name for one thing: a path ending in `/index.html` is redirected to the
/// folder, a folder without the slash at its end gets it, a file with one loses it; these redirects
/// are relative, so that they hold below [Handlers#stripPrefix].
///
/// Nothing outside the directory is served, whatever the spelling of the path and wherever symbolic
/// links lead; those that stay inside are followed. Only regular files are opened. Names that begin
/// with a dot do not exist, but for `/.well-known`, and names with a backslash never do.
///
/// Each file has an ETag made of its size and time of modification, strong once that time is two
/// seconds old, and Last-Modified; conditions and ranges are answered as by [#serveContent].
/// Methods other than GET and HEAD get 405, what is missing 404, what the system forbids to read
/// 403. A file that shrinks while it is sent ends the connection, so that no client takes the part
/// for the whole.
///
/// Deviates: Go lists folders without an index, serves dot files, follows links out of the
/// directory, makes no ETag and answers every method with the file.
///
/// Immutable and safe for use by many threads. Blocks on the disk.
public final class FileServer implements Handler {

  private static final String INDEX = "index.html";

  private final FileTree tree;
  private final boolean dotFiles;
  private final Handler notFound;

  private FileServer(Builder builder) {
    tree = builder.tree;
    dotFiles = builder.dotFiles;
    notFound = builder.notFound;
  }

  /// Returns a server of the files below `directory`, which need not exist yet and may become
  /// another while it serves, such as a symbolic link to the newest release.
  public static FileServer of(Path directory) {
    return builder(directory).build();
  }

  /// Returns a builder for a server of the files below `directory`.
  public static Builder builder(Path directory) {
    return new Builder(new DirectoryTree(directory, InstantSource.system()));
  }

  /// Sends content, or the part of it that the request asks for, as `http.ServeContent` in Go.
  ///
  /// The type is the Content-Type of `w`, else the one that the extension of `name` stands for,
  /// else told from the first 512 bytes. The entity-tag is the ETag of `w`, if there is one.
  /// Conditions are evaluated in the order of RFC 9110 §13.2.2, and answered with 304 or 412. A
  /// Range (RFC 9110 §14.2) of GET is answered with 206, several with multipart/byteranges, and
  /// ranges that are malformed or not satisfiable with 416. More than 64 ranges, or ranges that ask
  /// for more than the whole, get the whole.
  ///
  /// Deviates: Go answers 416 to unknown range units, and ranges to HEAD; RFC 9110 §14.2 says to
  /// ignore both.
  ///
  /// @param name of which only the extension counts; empty for none
  /// @param modified when the content last changed; null or [Instant#EPOCH] if that is not known
  /// @param size how many bytes `source` has
  /// @throws java.io.EOFException if `source` ends before `size`: the connection ends, or the
  ///   client gets 500 if nothing was sent yet
  /// @throws IOException if `source` cannot be read or the connection broke
  /// @throws IllegalArgumentException if `size` is negative
  /// @throws IllegalStateException if the response is committed
  public static void serveContent(
      ResponseWriter w,
      Request r,
      String name,
      @Nullable Instant modified,
      long size,
      ContentSource source)
      throws IOException {
    if (size < 0) {
      throw new IllegalArgumentException("negative size: " + size);
    }
    String type = MediaTypes.ofName(name);
    if (type != null && !w.header().contains("Content-Type")) {
      w.header().set("Content-Type", type);
    }
    Instant known = modified != null && modified.isAfter(Instant.EPOCH) ? modified : null;
    if (known != null) {
      Instant now = Instant.now(); // RFC 9110 §8.8.2.1: never later than Date
      w.header().set("Last-Modified", HttpTime.format(known.isAfter(now) ? now : known));
    }
    var preconditions = Preconditions.of(r, w.header().get("ETag"), known);
    new ServedContent(w, r, size, source).send(preconditions);
  }

  @Override
  public void serve(ResponseWriter w, Request r) throws Exception {
    if (!r.method().equals(Methods.GET) && !r.method().equals(Methods.HEAD)) {
      w.header().set("Allow", "GET, HEAD");
      Handlers.error(w, Status.text(405), Status.METHOD_NOT_ALLOWED);
      return;
    }
    try {
      serveFile(w, r);
    } catch (AccessDeniedException e) {
      Handlers.error(w, Status.text(403), Status.FORBIDDEN);
    }
  }

  private void serveFile(ResponseWriter w, Request r) throws Exception {
    RequestPath path = RequestPath.parse(r.escapedPath());
    if (path == null || (path.isHidden() && !dotFiles)) {
      notFound.serve(w, r);
      return;
    }
    try (Node node = tree.open(path)) {
      switch (node) {
        case Node.Document document -> serve(w, r, path, document);
        case Node.Folder _ -> serveFolder(w, r, path);
        case null -> notFound.serve(w, r);
      }
    }
  }

  private static void serve(ResponseWriter w, Request r, RequestPath path, Node.Document document)
      throws IOException {
    if (path.folder()) {
      redirect(w, r, "../" + PercentEncoding.encodeOctets(path.last()));
    } else if (path.last().equals(INDEX)) {
      redirect(w, r, "./");
    } else {
      send(w, r, path, document);
    }
  }

  private void serveFolder(ResponseWriter w, Request r, RequestPath path) throws Exception {
    if (!path.folder()) {
      redirect(w, r, "./" + PercentEncoding.encodeOctets(path.last()) + "/");
      return;
    }
    RequestPath index = path.child(INDEX);
    try (Node node = tree.open(index)) {
      if (node instanceof Node.Document document) {
        send(w, r, index, document);
      } else {
        notFound.serve(w, r);
      }
    }
  }

  private static void send(ResponseWriter w, Request r, RequestPath path, Node.Document document)
      throws IOException {
    w.header().set("ETag", document.tag().toString());
    serveContent(w, r, path.last(), document.modified(), document.size(), document.content());
  }

  /// Redirects to a path relative to that of the request, with the same query.
  private static void redirect(ResponseWriter w, Request r, String path) {
    String query = r.rawQuery().isEmpty() ? "" : "?" + r.rawQuery();
    w.header().set("Location", path + query);
    w.status(Status.MOVED_PERMANENTLY);
  }

  /// Describes a [FileServer].
  public static final class Builder {
    private final FileTree tree;
    private boolean dotFiles;
    private Handler notFound = Handlers.notFound();

    private Builder(FileTree tree) {
      this.tree = tree;
    }

    /// Sets whether names that begin with a dot are served; false if never called.
    public Builder dotFiles(boolean served) {
      dotFiles = served;
      return this;
    }

    /// Sets what answers when there is no such file; it sets the status. [Handlers#notFound()] if
    /// never called.
    public Builder notFound(Handler handler) {
      notFound = handler;
      return this;
    }

    /// Returns the server.
    public FileServer build() {
      return new FileServer(this);
    }
  }
}
