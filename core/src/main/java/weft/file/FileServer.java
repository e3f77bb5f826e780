package weft.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import weft.Handler;
import weft.Handlers;
import weft.Methods;
import weft.Request;
import weft.ResponseWriter;
import weft.Status;
import weft.internal.text.PercentEncoding;

/// Serves the files of a directory, a zip archive or the class path, as `http.FileServer` in Go.
///
/// The path of the request, cleaned, is the path below the root. A folder is answered with its
/// `index.html`. One name for one thing: a path ending in `/index.html` is redirected to the
/// folder, a folder without the slash at its end gets it, a file with one loses it; these redirects
/// are relative, so that they hold below [Handlers#stripPrefix].
///
/// Nothing outside the root is served, whatever the spelling of the path and wherever symbolic
/// links lead; those that stay inside are followed. Only regular files are opened. Names that begin
/// with a dot do not exist, but for `/.well-known`, and names with a backslash never do.
///
/// Conditions and ranges are answered as by [#serveContent]. Each file of a directory has an ETag
/// made of its size and time of modification, strong once that time is two seconds old, and
/// Last-Modified; in an archive and on the class path the ETag is a hash of the content. Methods
/// other than GET and HEAD get 405, what is missing 404, what the system forbids to read 403. A
/// file that shrinks while it is sent ends the connection, so that no client takes the part for the
/// whole.
///
/// Deviates: Go lists folders without an index unasked, serves dot files, follows links out of the
/// directory, makes no ETag and answers every method with the file.
///
/// Immutable and safe for use by many threads. Blocks on the disk.
public final class FileServer implements Handler {

  private static final String INDEX = "index.html";

  private final FileTree tree;
  private final boolean dotFiles;
  private final boolean listing;
  private final boolean singlePage;
  private final FileSender sender;
  private final Handler notFound;
  private final @Nullable RequestPath notFoundPage;

  private FileServer(Builder builder) {
    tree = builder.tree;
    dotFiles = builder.dotFiles;
    listing = builder.listing;
    singlePage = builder.singlePage;
    sender =
        new FileSender(
            tree,
            builder.precompressed,
            builder.gzip ? new GzipCache() : null,
            builder.cacheControl,
            builder.immutable);
    notFound = builder.notFound;
    notFoundPage = builder.notFoundPage;
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

  /// Returns a builder for a server of the files in `zip`, which must stay open and is not closed.
  public static Builder builder(ZipFile zip) {
    return new Builder(new ZipTree(zip));
  }

  /// Returns a builder for a server of the resources below `folder` that the class loader of
  /// `anchor` finds, such as `static`. A folder there exists if it has an index. If `anchor` is in
  /// a module and `folder` could be the name of a package, the module must open it to `weft`.
  ///
  /// @throws IllegalArgumentException if `folder` is empty, or begins or ends with a slash
  public static Builder builder(Class<?> anchor, String folder) {
    if (folder.isEmpty() || folder.startsWith("/") || folder.endsWith("/")) {
      throw new IllegalArgumentException("not the name of a folder: " + folder);
    }
    return new Builder(new ResourceTree(anchor, folder));
  }

  /// Returns whether a name has a hash of its content in it, as bundlers make them:
  /// `app.3f2a1b9c.js`, `index-BqV3xYz1.css`. For [Builder#immutable].
  public static boolean isFingerprinted(String path) {
    return Fingerprint.isIn(path);
  }

  /// Sends content, or the part of it that the request asks for, as `http.ServeContent` in Go.
  ///
  /// The type is the Content-Type of `w`, else the one that the extension of `name` stands for,
  /// else told from the first 512 bytes. The entity-tag is the ETag of `w`, if there is one.
  /// Conditions are evaluated in the order of RFC 9110 §13.2.2, and answered with 304 or 412. A
  /// Range (RFC 9110 §14.2) of GET is answered with 206, several with multipart/byteranges, and
  /// ranges that are malformed or not satisfiable with 416. More than 64 ranges, more than two that
  /// are not in ascending order, and ranges that ask for more than the whole get the whole.
  ///
  /// Deviates: Go answers 416 to unknown range units, and ranges to HEAD; RFC 9110 §14.2 says to
  /// ignore both. It answers `bytes=-0` with an empty 206; RFC 9110 §14.1.1 has that not
  /// satisfiable.
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
    EntityTag tag = EntityTag.parse(w.header().get("ETag"));
    serveContent(w, r, name, LastModified.of(modified), size, source, tag);
  }

  /// Sends content whose entity-tag is `tag`, as the ETag of `w` says too; null if it has none.
  static void serveContent(
      ResponseWriter w,
      Request r,
      String name,
      @Nullable LastModified modified,
      long size,
      ContentSource source,
      @Nullable EntityTag tag)
      throws IOException {
    String type = MediaTypes.ofName(name);
    if (type != null && !w.header().contains("Content-Type")) {
      w.header().set("Content-Type", type);
    }
    if (modified != null) {
      w.header().set("Last-Modified", modified.text());
    }
    new ServedContent(w, r, size, source).send(Preconditions.of(r, tag, modified));
  }

  @Override
  public void serve(ResponseWriter w, Request r) throws Exception {
    if (!r.method().equals(Methods.GET) && !r.method().equals(Methods.HEAD)) {
      w.header().set("Allow", "GET, HEAD");
      Handlers.error(w, Status.text(Status.METHOD_NOT_ALLOWED), Status.METHOD_NOT_ALLOWED);
      return;
    }
    try {
      serveFile(w, r);
    } catch (AccessDeniedException e) {
      Handlers.error(w, Status.text(Status.FORBIDDEN), Status.FORBIDDEN);
    }
  }

  private void serveFile(ResponseWriter w, Request r) throws Exception {
    RequestPath path = RequestPath.parse(r.escapedPath());
    if (path == null || (path.isHidden() && !dotFiles)) {
      serveNotFound(w, r);
      return;
    }
    try (Node node = tree.open(path)) {
      switch (node) {
        case Node.Document document -> serve(w, r, path, document);
        case Node.Folder _ -> serveFolder(w, r, path);
        case null -> serveMissing(w, r, path);
      }
    }
  }

  private void serve(ResponseWriter w, Request r, RequestPath path, Node.Document document)
      throws IOException {
    if (path.folder()) {
      redirect(w, r, "../" + PercentEncoding.encodeOctets(path.last()));
    } else if (path.last().equals(INDEX)) {
      redirect(w, r, "./");
    } else {
      sender.send(w, r, path, document);
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
        sender.send(w, r, index, document);
      } else {
        serveListing(w, r, path);
      }
    }
  }

  private void serveListing(ResponseWriter w, Request r, RequestPath path) throws Exception {
    List<Entry> entries = listing ? tree.list(path) : null;
    if (entries == null) {
      serveNotFound(w, r);
      return;
    }
    w.header()
        .set("Content-Type", "text/html; charset=utf-8")
        .set("Content-Security-Policy", Listing.POLICY)
        .set("X-Content-Type-Options", "nosniff")
        .set("Cache-Control", "no-cache");
    w.print(
        Listing.of(r, path)
            .page(entries.stream().filter(entry -> isServed(path, entry.name())).toList()));
  }

  private boolean isServed(RequestPath folder, String name) {
    return RequestPath.isName(name) && (dotFiles || !folder.child(name).isHidden());
  }

  /// Answers with the index of the root if the path is one that a program in the page made up, and
  /// not that of a file.
  private void serveMissing(ResponseWriter w, Request r, RequestPath path) throws Exception {
    if (!singlePage) {
      serveNotFound(w, r);
      return;
    }
    w.header().add("Vary", "Accept");
    boolean page = path.last().indexOf('.') < 0;
    boolean wanted = r.header().values("Accept").stream().anyMatch(v -> v.contains("text/html"));
    RequestPath index = new RequestPath(List.of(INDEX), false);
    try (Node node = page && wanted ? tree.open(index) : null) {
      if (node instanceof Node.Document document) {
        sender.send(w, r, index, document);
      } else {
        serveNotFound(w, r);
      }
    }
  }

  private void serveNotFound(ResponseWriter w, Request r) throws Exception {
    RequestPath page = notFoundPage;
    try (Node node = page == null ? null : tree.open(page)) {
      if (page != null && node instanceof Node.Document document) {
        sender.sendNotFound(w, r, page, document);
      } else {
        notFound.serve(w, r);
      }
    }
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
    private boolean listing;
    private boolean precompressed;
    private boolean gzip;
    private boolean singlePage;
    private @Nullable String cacheControl;
    private @Nullable Predicate<String> immutable;
    private Handler notFound = Handlers.notFound();
    private @Nullable RequestPath notFoundPage;

    Builder(FileTree tree) {
      this.tree = tree;
    }

    /// Sets whether names that begin with a dot are served; false if never called.
    public Builder dotFiles(boolean served) {
      dotFiles = served;
      return this;
    }

    /// Sets whether a folder without an index is answered with a page that lists its files, which
    /// the client can have sorted; false if never called. It shows 10,000 entries at most and
    /// allows itself no script. The class path has no listings.
    public Builder listing(boolean shown) {
      listing = shown;
      return this;
    }

    /// Sets whether a file `a` is answered with `a.br`, `a.zst` or `a.gz` in its place, if there is
    /// one and the client prefers it (RFC 9110 §12.5.3), in this order if it likes them equally;
    /// false if never called. Nobody checks that they are of the same content.
    public Builder precompressed(boolean used) {
      precompressed = used;
      return this;
    }

    /// Sets whether files of text from 1 KiB to 1 MiB are compressed for clients that prefer it,
    /// unless a sibling is; false if never called. Each is read and compressed as a whole, and 16
    /// MiB of the results are kept, those that were asked for last.
    ///
    /// Compared with [weft.middleware.Compress] around the server, a file is compressed once and
    /// not for each request, and its length is known; with that, any size and any handler is
    /// compressed while it is sent. Both together compress nothing twice.
    public Builder gzip(boolean used) {
      gzip = used;
      return this;
    }

    /// Sets whether a path that is missing is answered with `/index.html`, for a program in the
    /// page that makes up its own paths; false if never called. A path whose last name has a dot,
    /// and a request that does not accept `text/html` by name, still get the answer for what is
    /// missing: they mean a file.
    public Builder singlePage(boolean used) {
      singlePage = used;
      return this;
    }

    /// Sets the Cache-Control of files (RFC 9111 §5.2), such as `no-cache`; none if never called.
    public Builder cacheControl(String value) {
      cacheControl = value;
      return this;
    }

    /// Sets which files never change, so that caches keep them for a year without asking, such as
    /// [FileServer#isFingerprinted]; none if never called.
    ///
    /// @param paths is called with a path below the root, without a slash at its start
    public Builder immutable(Predicate<String> paths) {
      immutable = paths;
      return this;
    }

    /// Sets what answers when there is no such file; it sets the status. [Handlers#notFound()] if
    /// never called.
    public Builder notFound(Handler handler) {
      notFound = handler;
      return this;
    }

    /// Sets the file below the root, such as `404.html`, that is sent with 404 when there is no
    /// such file. Where it is missing too, the handler of [#notFound] answers.
    ///
    /// @param path percent-encoded, as in a request
    /// @throws IllegalArgumentException if `path` is no name of a file
    public Builder notFoundPage(String path) {
      RequestPath page = RequestPath.parse(path);
      if (page == null || page.folder()) {
        throw new IllegalArgumentException("not the name of a file: " + path);
      }
      notFoundPage = page;
      return this;
    }

    /// Returns the server.
    public FileServer build() {
      return new FileServer(this);
    }
  }
}
