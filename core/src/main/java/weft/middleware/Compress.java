package weft.middleware;

import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import weft.Handler;
import weft.Header;
import weft.Middleware;
import weft.Request;
import weft.internal.text.AcceptEncoding;

/// Compresses responses with gzip or deflate (RFC 9110 §8.4.1), whichever the client likes better
/// (RFC 9110 §12.5.3).
///
/// ```java
/// mux.around(new Compress());
/// ```
///
/// Compressed is what has content of a type that gains by it, at least [#withMinBytes] of it or of
/// a length that is not known when the head has to be sent, and neither a Content-Encoding, a
/// Content-Range, a digest nor `Cache-Control: no-transform`. A response that would be, for a
/// client that takes it, says `Vary: Accept-Encoding` to all. What is flushed reaches the client at
/// once, so event streams work.
///
/// Where content was written before the handler that this wraps is called, all is left as it is.
///
/// A compressed response is another representation, so its strong entity-tag is another one: `"x"`
/// becomes `"x-gzip"`. In If-Match and If-None-Match both name it. It has no Accept-Ranges; a
/// request with Range gets its part uncompressed.
///
/// Files that many ask for are served better by [weft.file.FileServer.Builder#precompressed] and
/// [weft.file.FileServer.Builder#gzip], which do not compress for each request. What they have
/// compressed passes here as it is.
///
/// The length of what is compressed tells of its text. A page that holds a secret, such as a token
/// in a form, together with text that an attacker chooses, leaks the secret (BREACH): do not wrap
/// the routes of such pages, or send them with `no-transform`.
public final class Compress implements Middleware {

  private static final List<String> CODINGS = List.of("gzip", "deflate");

  private static final int MIN_BYTES = 1024;
  private static final int STREAMS_MAX = 256;

  private static final Set<String> TYPES =
      Set.of(
          "application/dash+xml",
          "application/javascript",
          "application/json",
          "application/manifest+json",
          "application/rtf",
          "application/vnd.apple.mpegurl",
          "application/vnd.ms-fontobject",
          "application/wasm",
          "application/x-javascript",
          "application/x-ndjson",
          "application/xml",
          "font/otf",
          "font/ttf",
          "image/bmp",
          "image/svg+xml",
          "image/vnd.microsoft.icon",
          "image/x-icon");

  private final int minBytes;
  private final int level;
  private final Predicate<String> types;
  private final Semaphore streams;

  /// Creates a middleware that compresses text and what is like it, from 1024 bytes on, at most 256
  /// responses at a time.
  public Compress() {
    this(MIN_BYTES, Deflater.DEFAULT_COMPRESSION, Compress::gains, new Semaphore(STREAMS_MAX));
  }

  private Compress(int minBytes, int level, Predicate<String> types, Semaphore streams) {
    this.minBytes = minBytes;
    this.level = level;
    this.types = types;
    this.streams = streams;
  }

  /// Returns a middleware that leaves shorter content as it is.
  ///
  /// @throws IllegalArgumentException if `bytes` is not 1 to 1048576
  public Compress withMinBytes(int bytes) {
    if (bytes < 1 || bytes > 1 << 20) {
      throw new IllegalArgumentException("not 1 to 1048576: " + bytes);
    }
    return new Compress(bytes, level, types, streams);
  }

  /// Returns a middleware that compresses at this level.
  ///
  /// @param level 1, fastest, to 9, smallest; 6 if never called
  /// @throws IllegalArgumentException if it is not that
  public Compress withLevel(int level) {
    if (level < Deflater.BEST_SPEED || level > Deflater.BEST_COMPRESSION) {
      throw new IllegalArgumentException("not a level of compression: " + level);
    }
    return new Compress(minBytes, level, types, streams);
  }

  /// Returns a middleware that compresses content of the types that `types` accepts, and no other.
  ///
  /// @param types asked with the media type in lower case, without parameters
  public Compress withTypes(Predicate<String> types) {
    return new Compress(minBytes, level, types, streams);
  }

  /// Returns a middleware that compresses at most so many responses at a time, with some 300 KiB of
  /// memory outside the heap for each; further ones are sent as they are.
  ///
  /// @throws IllegalArgumentException if `responses` is negative
  public Compress withStreamsMax(int responses) {
    if (responses < 0) {
      throw new IllegalArgumentException("negative bound: " + responses);
    }
    return new Compress(minBytes, level, types, new Semaphore(responses));
  }

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> {
      if (w.isCommitted() || w.bytesWritten() > 0) { // too late for a filter
        next.serve(w, r);
        return;
      }
      String coding = AcceptEncoding.of(r.header().values("Accept-Encoding")).best(CODINGS);
      var coded = new CodedContent(w, r, coding, this);
      w.beforeHead(coded::describe);
      w.filter(coded);
      next.serve(w, withPlainTags(r, coding));
    };
  }

  /// Returns the request with the tags that the handler knows besides those that clients know.
  private static Request withPlainTags(Request r, String coding) {
    Header fields = r.header();
    boolean matches = fields.contains("If-Match");
    boolean noneMatches = fields.contains("If-None-Match") && !coding.isEmpty();
    if (!matches && !noneMatches) {
      return r;
    }
    Header changed = fields.copy();
    if (matches) {
      for (String any : CODINGS) {
        CodedTag.addPlain(changed, "If-Match", any);
      }
    }
    if (noneMatches) {
      CodedTag.addPlain(changed, "If-None-Match", coding);
    }
    return r.toBuilder().header(changed).build();
  }

  int minBytes() {
    return minBytes;
  }

  /// Returns whether content of that type gains by compression.
  boolean takes(String contentType) {
    int semicolon = contentType.indexOf(';');
    String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
    return types.test(type.strip().toLowerCase(Locale.ROOT));
  }

  private static boolean gains(String type) {
    return type.startsWith("text/")
        || type.endsWith("+json")
        || type.endsWith("+xml")
        || TYPES.contains(type);
  }

  /// Returns an encoder, or null if there are as many as there may be.
  @Nullable OutputStream encoder(String coding, OutputStream to) {
    return streams.tryAcquire()
        ? new Encoder(coding.equals("gzip"), level, to, streams::release)
        : null;
  }
}
