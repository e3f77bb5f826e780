package weft;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import weft.internal.text.HttpDate;

/// A cookie, as a Cookie field carries it (name and value) or a Set-Cookie field (with attributes).
/// A value, RFC 6265 §4.
///
/// Deviates: Go leaves out, or cuts out, what is not valid when it writes a cookie; here
/// [Builder#build()] throws.
public final class Cookie {

  /// With which requests from other sites a browser sends the cookie.
  public enum SameSite {
    /// With none but top-level navigation by a safe method.
    LAX("Lax"),
    /// With none.
    STRICT("Strict"),
    /// With all; browsers demand [Cookie#secure()] for it.
    NONE("None");

    private final String text;

    SameSite(String text) {
      this.text = text;
    }
  }

  private final String name;
  private final String value;
  private final boolean quoted;
  private final String path;
  private final String domain;
  private final @Nullable Instant expires;
  private final @Nullable Duration maxAge;
  private final boolean secure;
  private final boolean httpOnly;
  private final @Nullable SameSite sameSite;
  private final boolean partitioned;

  Cookie(Builder b) {
    name = b.name;
    value = b.value;
    quoted = b.quoted || value.indexOf(' ') >= 0 || value.indexOf(',') >= 0;
    path = b.path;
    domain = b.domain;
    expires = b.expires;
    maxAge = b.maxAge;
    secure = b.secure;
    httpOnly = b.httpOnly;
    sameSite = b.sameSite;
    partitioned = b.partitioned;
  }

  /// Returns a cookie without attributes: for as long as the browser runs, and for this host.
  ///
  /// @throws IllegalArgumentException as [#builder] does
  public static Cookie of(String name, String value) {
    return builder(name, value).build();
  }

  /// Starts a cookie.
  ///
  /// @param name a token
  /// @param value printable ASCII without `"`, `;` and backslash; anything else must be encoded
  ///   first, for example as Base64
  /// @throws IllegalArgumentException if name or value is not that
  public static Builder builder(String name, String value) {
    return new Builder(name, value);
  }

  /// Returns the cookies of all Cookie fields of `header`, in order, at most `max`. What is not a
  /// `name=value` with a valid name and value is left out (RFC 6265 §4.2).
  public static List<Cookie> parseAll(Header header, int max) {
    var cookies = new ArrayList<Cookie>();
    for (String line : header.values("Cookie")) {
      for (int start = 0; start < line.length() && cookies.size() < max; ) {
        int semicolon = line.indexOf(';', start);
        int end = semicolon < 0 ? line.length() : semicolon;
        CookieParser.pair(line.substring(start, end)).ifPresent(b -> cookies.add(new Cookie(b)));
        start = end + 1;
      }
    }
    return cookies;
  }

  /// Returns the cookies of the value of one Cookie field, `a=1; b=2`.
  ///
  /// @throws StatusException with 400 if one is not a `name=value` with a valid name and value, or
  ///   if there is none
  public static List<Cookie> parse(String field) throws StatusException {
    var cookies = new ArrayList<Cookie>();
    for (String part : field.split(";", -1)) {
      Builder builder =
          CookieParser.strictPair(part)
              .orElseThrow(() -> new StatusException(Status.BAD_REQUEST, "malformed cookie"));
      cookies.add(new Cookie(builder));
    }
    return cookies;
  }

  /// Returns the cookie of the value of one Set-Cookie field; empty if name or value is not valid.
  /// Attributes that are unknown or malformed are ignored (RFC 6265 §5.2).
  public static Optional<Cookie> parseSetCookie(String field) {
    return CookieParser.setCookie(field).map(Cookie::new);
  }

  /// Returns the name.
  public String name() {
    return name;
  }

  /// Returns the value, without the quotes that it may have had.
  public String value() {
    return value;
  }

  /// Returns whether the value is sent, or was received, in double quotes.
  public boolean quoted() {
    return quoted;
  }

  /// Returns the Path attribute, empty if there is none.
  public String path() {
    return path;
  }

  /// Returns the Domain attribute without a leading dot, empty if there is none.
  public String domain() {
    return domain;
  }

  /// Returns the Expires attribute, or null.
  public @Nullable Instant expires() {
    return expires;
  }

  /// Returns the Max-Age attribute in whole seconds, zero if the cookie is to be deleted; or null.
  public @Nullable Duration maxAge() {
    return maxAge;
  }

  /// Returns whether the browser sends the cookie over TLS only.
  public boolean secure() {
    return secure;
  }

  /// Returns whether the cookie is hidden from scripts.
  public boolean httpOnly() {
    return httpOnly;
  }

  /// Returns the SameSite attribute, or null if there is none or none that is known.
  public @Nullable SameSite sameSite() {
    return sameSite;
  }

  /// Returns whether the browser keeps one such cookie for each top-level site.
  public boolean partitioned() {
    return partitioned;
  }

  /// Adds a Set-Cookie field to the response.
  ///
  /// @throws IllegalStateException if the response is committed
  public void addTo(ResponseWriter w) {
    w.header().add("Set-Cookie", toSetCookie());
  }

  /// Returns the value of the Set-Cookie field, with the attributes in Go's order: Path, Domain,
  /// Expires, Max-Age, HttpOnly, Secure, SameSite, Partitioned.
  public String toSetCookie() {
    var out = new StringBuilder(64).append(name).append('=');
    out.append(quoted ? "\"" + value + "\"" : value);
    out.append(path.isEmpty() ? "" : "; Path=" + path);
    out.append(domain.isEmpty() ? "" : "; Domain=" + domain);
    out.append(expires == null ? "" : "; Expires=" + HttpDate.format(expires.getEpochSecond()));
    out.append(maxAge == null ? "" : "; Max-Age=" + maxAge.toSeconds());
    out.append(httpOnly ? "; HttpOnly" : "");
    out.append(secure ? "; Secure" : "");
    out.append(sameSite == null ? "" : "; SameSite=" + sameSite.text);
    return out.append(partitioned ? "; Partitioned" : "").toString();
  }

  /// Returns whether `other` is a cookie with the same name, value and attributes.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cookie that && toSetCookie().equals(that.toSetCookie());
  }

  @Override
  public int hashCode() {
    return toSetCookie().hashCode();
  }

  /// Returns what [#toSetCookie()] does, value included.
  @Override
  public String toString() {
    return toSetCookie();
  }

  /// Builds a cookie.
  public static final class Builder {
    private static final Instant EXPIRES_MIN = Instant.parse("1601-01-01T00:00:00Z");
    private static final Instant EXPIRES_END = Instant.parse("+10000-01-01T00:00:00Z");

    private final String name;
    private final String value;
    private boolean quoted;
    private String path = "";
    private String domain = "";
    private @Nullable Instant expires;
    private @Nullable Duration maxAge;
    private boolean secure;
    private boolean httpOnly;
    private @Nullable SameSite sameSite;
    private boolean partitioned;

    Builder(String name, String value) {
      require(CookieParser.isName(name), "name");
      require(CookieParser.isValue(value), "value");
      this.name = name;
      this.value = value;
    }

    /// Sets whether the value is sent in double quotes; it is anyway if it has a blank or a comma.
    public Builder quoted(boolean quoted) {
      this.quoted = quoted;
      return this;
    }

    /// Sets the Path attribute, empty for none.
    ///
    /// @throws IllegalArgumentException if it is not printable ASCII, or has a `;`
    public Builder path(String path) {
      require(CookieParser.isPath(path), "path");
      this.path = path;
      return this;
    }

    /// Sets the Domain attribute, empty for none; a leading dot is dropped.
    ///
    /// @throws IllegalArgumentException if it is neither a host name nor an IPv4 address
    public Builder domain(String domain) {
      require(domain.isEmpty() || CookieParser.isDomain(domain), "domain");
      this.domain = domain.startsWith(".") ? domain.substring(1) : domain;
      return this;
    }

    /// Sets the Expires attribute, cut to the second.
    ///
    /// @throws IllegalArgumentException if the year is not 1601 to 9999
    public Builder expires(Instant expires) {
      require(canExpire(expires), "expiry");
      this.expires = Instant.ofEpochSecond(expires.getEpochSecond());
      return this;
    }

    /// Sets the Max-Age attribute, rounded up to the second; zero or less deletes the cookie.
    public Builder maxAge(Duration maxAge) {
      long seconds = maxAge.getSeconds() + (maxAge.getNano() > 0 ? 1 : 0);
      this.maxAge = Duration.ofSeconds(Math.max(0, seconds));
      return this;
    }

    /// Sets whether the browser sends the cookie over TLS only.
    public Builder secure(boolean secure) {
      this.secure = secure;
      return this;
    }

    /// Sets whether the cookie is hidden from scripts.
    public Builder httpOnly(boolean httpOnly) {
      this.httpOnly = httpOnly;
      return this;
    }

    /// Sets the SameSite attribute.
    public Builder sameSite(SameSite sameSite) {
      this.sameSite = sameSite;
      return this;
    }

    /// Sets whether the browser keeps one such cookie for each top-level site; needs
    /// [#secure(boolean)].
    public Builder partitioned(boolean partitioned) {
      this.partitioned = partitioned;
      return this;
    }

    /// Returns the cookie.
    ///
    /// @throws IllegalArgumentException if it is partitioned and not secure
    public Cookie build() {
      require(secure || !partitioned, "partitioned cookie: it is not secure");
      return new Cookie(this);
    }

    static boolean canExpire(Instant time) {
      return !time.isBefore(EXPIRES_MIN) && time.isBefore(EXPIRES_END);
    }

    private static void require(boolean ok, String what) {
      if (!ok) {
        throw new IllegalArgumentException("not a valid cookie " + what);
      }
    }
  }
}
