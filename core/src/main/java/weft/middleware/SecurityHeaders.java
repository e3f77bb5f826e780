package weft.middleware;

import java.time.Duration;
import weft.Handler;
import weft.Header;
import weft.Middleware;

/// Sets the fields that make browsers careful. A handler may replace any of them.
///
/// | field | value unless told otherwise |
/// |---|---|
/// | `Content-Security-Policy` | only from this origin, no plug-ins, in no frame |
/// | `Cross-Origin-Opener-Policy` | `same-origin` |
/// | `Cross-Origin-Resource-Policy` | `same-origin` |
/// | `Referrer-Policy` | `no-referrer` |
/// | `X-Content-Type-Options` | `nosniff` |
/// | `X-Frame-Options` | `DENY` |
///
/// `Strict-Transport-Security` is off: it binds a host for a long time. See [#withHsts].
public final class SecurityHeaders implements Middleware {

  private static final String HSTS = "Strict-Transport-Security";

  private static final Header STRICT =
      Header.of(
              "Content-Security-Policy",
              "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none';"
                  + " object-src 'none'",
              "Cross-Origin-Opener-Policy",
              "same-origin",
              "Cross-Origin-Resource-Policy",
              "same-origin",
              "Referrer-Policy",
              "no-referrer",
              "X-Content-Type-Options",
              "nosniff",
              "X-Frame-Options",
              "DENY")
          .freeze();

  private final Header fields;
  private final String hsts;

  /// Creates a middleware that sets the fields of the table.
  public SecurityHeaders() {
    this(STRICT, "");
  }

  private SecurityHeaders(Header fields, String hsts) {
    this.fields = fields.freeze();
    this.hsts = hsts;
  }

  /// Returns a middleware that sets this field to `value`, one that is not in the table too.
  ///
  /// @throws IllegalArgumentException as [Header#set] does, or if it is Strict-Transport-Security
  public SecurityHeaders with(String name, String value) {
    if (name.equalsIgnoreCase(HSTS)) {
      throw new IllegalArgumentException(name + " is set by withHsts");
    }
    return new SecurityHeaders(fields.copy().set(name, value), hsts);
  }

  /// Returns a middleware that does not set this field.
  public SecurityHeaders without(String name) {
    return new SecurityHeaders(fields.copy().remove(name), hsts);
  }

  /// Returns a middleware that tells browsers to use this host over HTTPS only, for `time` from
  /// each response on (RFC 6797 §6.1). It is told over HTTPS alone, as RFC 6797 §7.2 wants; behind
  /// a proxy that ends TLS, [ProxyHeaders] belongs around this.
  ///
  /// @param subdomains whether all hosts below this one are meant as well
  /// @throws IllegalArgumentException if `time` is negative; zero makes browsers forget
  public SecurityHeaders withHsts(Duration time, boolean subdomains) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("negative time: " + time);
    }
    String value = "max-age=" + time.toSeconds() + (subdomains ? "; includeSubDomains" : "");
    return new SecurityHeaders(fields, value);
  }

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> {
      fields.forEach(w.header()::set);
      if (!hsts.isEmpty() && r.scheme().equals("https")) {
        w.header().set(HSTS, hsts);
      }
      next.serve(w, r);
    };
  }
}
