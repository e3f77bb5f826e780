import org.jspecify.annotations.NullMarked;

/// Weft: an HTTP server in a few lines of blocking code.
///
/// Start with [weft.Handler] and [weft.server.Http].
@NullMarked
module weft {
  requires static transitive org.jspecify;

  exports weft;
  exports weft.file;
  exports weft.middleware;
  exports weft.server;
  exports weft.sse;
  exports weft.test;
}
