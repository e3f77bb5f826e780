package weft.internal.exchange;

import java.util.Locale;
import java.util.Set;
import weft.Header;

/// Which fields a trailer section must not have (RFC 9110 §6.5.1): those that frame or route the
/// message, change how it is handled, or authenticate it.
public final class Trailers {

  private static final Set<String> FORBIDDEN =
      Set.of(
          "authorization",
          "cache-control",
          "connection",
          "content-encoding",
          "content-length",
          "content-range",
          "content-type",
          "cookie",
          "expect",
          "host",
          "keep-alive",
          "max-forwards",
          "pragma",
          "proxy-authenticate",
          "proxy-authorization",
          "proxy-connection",
          "range",
          "set-cookie",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "www-authenticate");

  private Trailers() {}

  /// Returns whether a trailer section must not have the field `name`.
  public static boolean isForbidden(String name) {
    return FORBIDDEN.contains(name.toLowerCase(Locale.ROOT));
  }

  /// Returns `trailer`.
  ///
  /// @throws IllegalStateException if a handler put a forbidden field into it
  static Header checked(Header trailer) {
    for (Header.Field field : trailer) {
      if (isForbidden(field.name())) {
        throw new IllegalStateException("not a trailer field: " + field.name());
      }
    }
    return trailer;
  }
}
