package weft.middleware;

import java.time.Duration;
import weft.Handler;
import weft.Middleware;
import weft.ResponseWriter;
import weft.internal.text.Tokens;

/// Says how long responses may be kept (RFC 9111 §5.2.2), where the handler does not say it itself.
///
/// ```java
/// mux.handle("/assets/", CacheControl.immutable().wrap(files));
/// ```
///
/// Errors are left alone, but by [#noStore()]: a 404 of today must not be kept for a year.
public final class CacheControl implements Middleware {

  private static final String FIELD = "Cache-Control";
  private static final String NO_STORE = "no-store";

  private final String directives;

  private CacheControl(String directives) {
    this.directives = directives;
  }

  /// Returns a middleware with these directives, such as `public, max-age=60`.
  ///
  /// @throws IllegalArgumentException if it is not a field value, or empty
  public static CacheControl of(String directives) {
    if (directives.isEmpty() || !Tokens.isFieldValue(directives)) {
      throw new IllegalArgumentException("not directives: " + Tokens.escape(directives));
    }
    return new CacheControl(directives);
  }

  /// Returns a middleware that lets everybody keep responses for `time`.
  ///
  /// @throws IllegalArgumentException if `time` is negative
  public static CacheControl maxAge(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("negative time: " + time);
    }
    return new CacheControl("public, max-age=" + time.toSeconds());
  }

  /// Returns a middleware for what never changes under its name: a year, and no questions (RFC 8246
  /// §2).
  public static CacheControl immutable() {
    return new CacheControl("public, max-age=31536000, immutable");
  }

  /// Returns a middleware that lets responses be kept, but only used after asking whether they
  /// still hold.
  public static CacheControl noCache() {
    return new CacheControl("no-cache");
  }

  /// Returns a middleware that lets nobody keep any response, errors too.
  public static CacheControl noStore() {
    return new CacheControl(NO_STORE);
  }

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> {
      w.beforeHead(() -> describe(w));
      next.serve(w, r);
    };
  }

  private void describe(ResponseWriter w) {
    boolean applies = w.status() < 400 || directives.equals(NO_STORE);
    if (applies && !w.header().contains(FIELD)) {
      w.header().set(FIELD, directives);
    }
  }
}
