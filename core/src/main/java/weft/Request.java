package weft;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import weft.internal.text.IpText;
import weft.internal.text.PercentEncoding;
import weft.internal.text.Tokens;

/// A request as a handler sees it. Immutable, but for the content, which can be read once.
///
/// [#toBuilder()] and the `with` methods give changed copies that share the content and the
/// [#cancellation()].
public final class Request {

  private final String method;
  private final String target;
  private final String escapedPath;
  private final @Nullable String rawQuery;
  private final String protocol;
  private final String scheme;
  private final String connectProtocol;
  private final String host;
  private final Header header;
  private final Content content;
  private final Supplier<Header> trailer;
  private final ConnectionInfo connection;
  private final Cancellation cancellation;
  private final Cancellation draining;
  private final Alarms alarms;
  private final Limits limits;
  private final String pattern;
  private final Map<String, String> pathValues;
  private final boolean close;
  private final Request origin;

  private String matched = "";
  private @Nullable String path;
  private @Nullable Values query;
  private @Nullable Values form;

  private Request(Builder b) {
    method = b.method;
    target = b.target;
    escapedPath = b.escapedPath;
    rawQuery = b.rawQuery;
    protocol = b.protocol;
    scheme = b.scheme;
    connectProtocol = b.connectProtocol;
    host = b.host;
    header = b.header == null ? new Header().freeze() : b.header.freeze();
    content = b.content == null ? new Content(InputStream.nullInputStream(), 0, null) : b.content;
    trailer = b.trailer;
    connection = b.connection;
    cancellation = b.cancellation == null ? new Cancellation.Source() : b.cancellation;
    draining = b.draining == null ? new Cancellation.Source() : b.draining;
    alarms = b.alarms;
    limits = b.limits;
    pattern = b.pattern;
    pathValues = b.pathValues;
    close = b.close;
    origin = b.origin == null ? this : b.origin;
    if (!pattern.isEmpty()) {
      origin.matched = pattern;
    }
  }

  /// Copies `r` as matched; every request that a mux passes on is made here.
  private Request(Request r, String pattern, Map<String, String> pathValues) {
    method = r.method;
    target = r.target;
    escapedPath = r.escapedPath;
    rawQuery = r.rawQuery;
    protocol = r.protocol;
    scheme = r.scheme;
    connectProtocol = r.connectProtocol;
    host = r.host;
    header = r.header;
    content = r.content;
    trailer = r.trailer;
    connection = r.connection;
    cancellation = r.cancellation;
    draining = r.draining;
    alarms = r.alarms;
    limits = r.limits;
    this.pattern = pattern;
    this.pathValues = pathValues;
    close = r.close;
    origin = r.origin;
    origin.matched = pattern;
  }

  /// Starts a request for `target`, such as `/search?q=x`; for tests and for tools.
  ///
  /// @throws IllegalArgumentException as [Builder#method] and [Builder#target] do
  public static Builder builder(String method, String target) {
    return new Builder().method(method).target(target);
  }

  /// Returns a builder that starts from this request and shares its content.
  public Builder toBuilder() {
    return new Builder(this);
  }

  /// Returns the method, compared with case (RFC 9110 §9.1); see [Methods].
  public String method() {
    return method;
  }

  /// Returns the request target as it was sent (RFC 9112 §3.2): `/a?b`, `http://host/a?b`,
  /// `host:443` or `*`.
  public String target() {
    return target;
  }

  /// Returns the path of the target, percent-decoded as UTF-8; `*` for the asterisk-form and empty
  /// for the authority-form. A decoded path may have slashes that were `%2F`; see [#escapedPath()].
  public String path() {
    String decoded = path;
    if (decoded == null) {
      decoded = PercentEncoding.decode(escapedPath);
      path = decoded;
    }
    return decoded;
  }

  /// Returns the path of the target as it was sent.
  public String escapedPath() {
    return escapedPath;
  }

  /// Returns what followed the `?` of the target as it was sent, empty if nothing did.
  public String rawQuery() {
    return rawQuery == null ? "" : rawQuery;
  }

  /// Returns the parameters of the query. Parameters that do not parse, and those after
  /// [Limits#queryParametersMax], are left out; [#form()] reports them instead.
  public Values query() {
    Values parsed = query;
    if (parsed == null) {
      parsed = Values.parseLenient(rawQuery(), limits.queryParametersMax());
      query = parsed;
    }
    return parsed;
  }

  /// Returns the protocol version as `HTTP/1.0`, `HTTP/1.1` or `HTTP/2.0`.
  public String protocol() {
    return protocol;
  }

  /// Returns whether the protocol version is at least the given one.
  public boolean protocolAtLeast(int major, int minor) {
    int have = (protocol.charAt(5) - '0') * 10 + (protocol.charAt(7) - '0');
    return have >= major * 10 + minor;
  }

  /// Returns `http` or `https`.
  public String scheme() {
    return scheme;
  }

  /// Returns the protocol that an extended CONNECT asks for, such as `websocket` (RFC 8441 §4);
  /// empty for every other request.
  public String connectProtocol() {
    return connectProtocol;
  }

  /// Returns the host, with its port if one was given: the authority of the target if it has one,
  /// else the Host field (RFC 9112 §3.3). Empty for HTTP/1.0 without Host.
  public String host() {
    return host;
  }

  /// Returns the fields of the header section, read-only.
  public Header header() {
    return header;
  }

  /// Returns the content. Never null; reads block, return -1 at the end, and after the handler has
  /// returned throw an [IOException].
  ///
  /// The first read sends `100 Continue` where the client expects it (RFC 9110 §10.1.1).
  public InputStream body() {
    return content.stream();
  }

  /// Returns the length of the content in bytes, 0 if there is none, -1 if it is not known before
  /// it was read.
  public long contentLength() {
    return content.length();
  }

  /// Returns the trailer section (RFC 9110 §6.5.2), read-only; empty until the content was read to
  /// its end.
  public Header trailer() {
    return trailer.get();
  }

  /// Returns whether the client asked that the connection be closed after the response.
  public boolean close() {
    return close;
  }

  /// Returns the connection that the request came by.
  public ConnectionInfo connection() {
    return connection;
  }

  /// Returns the peer as `192.0.2.1:1234`, `[2001:db8::1]:1234`, or `unix:` and the path of its
  /// socket, which is mostly empty.
  public String remoteAddr() {
    return IpText.text(connection.remoteAddress());
  }

  /// Returns the address that the peer connected to, in the form of [#remoteAddr()].
  public String localAddr() {
    return IpText.text(connection.localAddress());
  }

  /// Returns the TLS session of the connection, or null for clear text.
  public @Nullable SSLSession tls() {
    return connection.tls();
  }

  /// Returns the signal that the answer is not wanted any more.
  public Cancellation cancellation() {
    return cancellation;
  }

  /// Returns the signal that the server has begun to stop: it waits now for the requests under way,
  /// so a response that would go on for ever ends here. The cause is [Cancellation.Cause#SHUTDOWN].
  public Cancellation draining() {
    return draining;
  }

  /// Returns the alarms of the server, which go by its clock.
  public Alarms alarms() {
    return alarms;
  }

  /// Returns the limits that this request is under.
  public Limits limits() {
    return limits;
  }

  /// Returns the pattern that the mux matched, empty if no mux did.
  ///
  /// A middleware around the mux sees here what the mux has matched by the time it returns.
  public String pattern() {
    return pattern.isEmpty() ? origin.matched : pattern;
  }

  /// Returns what the wildcard `name` of the matched pattern stood for, percent-decoded; empty if
  /// the pattern has no such wildcard.
  public String pathValue(String name) {
    return pathValues.getOrDefault(name, "");
  }

  /// Returns the first value of the User-Agent field, empty if there is none.
  public String userAgent() {
    return header.first("User-Agent");
  }

  /// Returns the first value of the Referer field, empty if there is none.
  public String referer() {
    return header.first("Referer");
  }

  /// Returns the cookies that the client sent, at most [Limits#cookiesMax]; what does not parse is
  /// left out (RFC 6265 §4.2).
  public List<Cookie> cookies() {
    return Cookie.parseAll(header, limits.cookiesMax());
  }

  /// Returns the first cookie of that name.
  public Optional<Cookie> cookie(String name) {
    return cookies().stream().filter(c -> c.name().equals(name)).findFirst();
  }

  /// Returns the credentials of the Authorization field if its scheme is Basic (RFC 7617 §2).
  public Optional<BasicCredentials> basicAuth() {
    return BasicCredentials.parse(header.first("Authorization"));
  }

  /// Returns the parameters of a urlencoded content, if the method is POST, PUT or PATCH, followed
  /// by those of the query. Reads the content the first time. Blocks.
  ///
  /// @throws StatusException with 400 if content or query do not parse or have more parameters than
  ///   [Limits#queryParametersMax]
  /// @throws ContentTooLargeException if the content is longer than [Limits#formBytesMax]
  /// @throws IOException if reading failed
  public Values form() throws IOException {
    Values parsed = form;
    if (parsed == null) {
      parsed = postForm().and(Values.parse(rawQuery(), limits.queryParametersMax()));
      form = parsed;
    }
    return parsed;
  }

  /// Returns the parameters of a urlencoded content, if the method is POST, PUT or PATCH; empty for
  /// other contents. Reads the content the first time. Blocks.
  ///
  /// @throws StatusException as [#form()] does
  public Values postForm() throws IOException {
    return content.form(this);
  }

  /// Returns the parts of a multipart/form-data or multipart/mixed content, as they arrive.
  ///
  /// @throws StatusException with 415 if it is something else, with 400 if its boundary is
  ///   malformed
  /// @throws IllegalStateException if it was asked for before, or for [#multipartForm()]
  public MultipartReader multipartReader() throws StatusException {
    return content.multipartReader(this, true);
  }

  /// Returns the fields and files of a multipart/form-data content, as [#multipartForm(int)] with
  /// [MultipartLimits#memoryBytesMax].
  public MultipartForm multipartForm() throws IOException {
    return multipartForm(limits.multipart().memoryBytesMax());
  }

  /// Returns the fields and files of a multipart/form-data content. Reads all of it the first time,
  /// what does not fit the memory to the disk, where it stays until the handler has returned.
  ///
  /// @param memoryBytesMax for all files together; 0 for none
  /// @throws StatusException with 415 if it is something else; with 400 if it is malformed or ends
  ///   early, or a part has no name or is encoded; with 413 if it passes a bound of
  ///   [MultipartLimits], or [Limits#formBytesMax]
  /// @throws IllegalStateException if [#multipartReader()] was asked for before
  /// @throws IOException if reading, or writing to the disk, failed
  public MultipartForm multipartForm(int memoryBytesMax) throws IOException {
    return content.multipartForm(this, memoryBytesMax);
  }

  /// Deletes the temporary files of all forms that were read by this request or by copies of it:
  /// `MultipartForm.RemoveAll` in Go. The server does this when the handler has returned.
  public void removeFiles() {
    content.removeFiles();
  }

  /// Returns a copy with another content, of `contentLength` bytes or -1 if that is not known.
  public Request withBody(InputStream content, long contentLength) {
    return toBuilder().body(content, contentLength).build();
  }

  /// Returns a copy whose content throws [ContentTooLargeException] after `bytes`.
  Request withContentMax(long bytes) {
    var builder = toBuilder();
    builder.content = content.bounded(bytes);
    return builder.build();
  }

  /// Returns a copy with another cancellation.
  public Request withCancellation(Cancellation other) {
    return toBuilder().cancellation(other).build();
  }

  /// Returns a copy with another path, given percent-encoded; target and query stay.
  public Request withEscapedPath(String escapedPath) {
    var builder = toBuilder();
    builder.escapedPath = escapedPath;
    return builder.build();
  }

  /// Returns a copy with another raw query; target and path stay.
  public Request withRawQuery(String rawQuery) {
    var builder = toBuilder();
    builder.rawQuery = rawQuery;
    return builder.build();
  }

  /// Returns a copy that a mux matched to `pattern`.
  public Request withMatch(String pattern, Map<String, String> pathValues) {
    return new Request(this, pattern, pathValues);
  }

  /// Returns a copy in which one more path value is known.
  public Request withPathValue(String name, String value) {
    return toBuilder().pathValue(name, value).build();
  }

  /// Returns method, target and protocol, for a debugger; not escaped.
  @Override
  public String toString() {
    return method + " " + target + " " + protocol;
  }

  /// Builds requests: for tests, for tools, and for the engines.
  public static final class Builder {
    private static final Header NO_TRAILER = new Header().freeze();

    private String method = Methods.GET;
    private String target = "/";
    private String escapedPath = "/";
    private @Nullable String rawQuery;
    private String protocol = "HTTP/1.1";
    private String scheme = "http";
    private String connectProtocol = "";
    private String host = "example.com";
    private @Nullable Header header;
    private @Nullable Content content;
    private Supplier<Header> trailer = () -> NO_TRAILER;
    private ConnectionInfo connection = ConnectionInfo.NONE;
    private @Nullable Cancellation cancellation;
    private @Nullable Cancellation draining;
    private Alarms alarms = (_, _) -> () -> {};
    private Limits limits = Limits.STANDARD;
    private String pattern = "";
    private Map<String, String> pathValues = Map.of();
    private boolean close;
    private @Nullable Request origin;

    /// Creates a builder of `GET / HTTP/1.1` for example.com.
    public Builder() {}

    private Builder(Request r) {
      method = r.method;
      target = r.target;
      escapedPath = r.escapedPath;
      rawQuery = r.rawQuery;
      protocol = r.protocol;
      scheme = r.scheme;
      connectProtocol = r.connectProtocol;
      host = r.host;
      header = r.header;
      content = r.content;
      trailer = r.trailer;
      connection = r.connection;
      cancellation = r.cancellation;
      draining = r.draining;
      alarms = r.alarms;
      limits = r.limits;
      pattern = r.pattern;
      pathValues = r.pathValues;
      close = r.close;
      origin = r.origin;
    }

    /// Sets the method.
    ///
    /// @throws IllegalArgumentException if it is not a token
    public Builder method(String method) {
      if (!Tokens.isToken(method)) {
        throw new IllegalArgumentException("not a method: " + Tokens.escape(method));
      }
      this.method = method;
      return this;
    }

    /// Sets the target in origin-form (`/a?b`), asterisk-form (`*`), absolute-form
    /// (`http://host/a?b`) or, for CONNECT, authority-form (`host:443`); path, query, and for the
    /// last two the host, follow from it.
    ///
    /// @throws IllegalArgumentException if it is empty or has a character that no target has (RFC
    ///   9112 §3.2)
    public Builder target(String target) {
      if (!Tokens.isTarget(target)) {
        throw new IllegalArgumentException("not a target: " + Tokens.escape(target));
      }
      this.target = target;
      TargetParts parts = TargetParts.of(target);
      host = parts.host() == null ? host : parts.host();
      escapedPath = parts.escapedPath();
      rawQuery = parts.rawQuery();
      return this;
    }

    /// Sets the protocol version, as `HTTP/1.1`.
    ///
    /// @throws IllegalArgumentException if it is not `HTTP/` and a digit, a dot and a digit
    public Builder protocol(String protocol) {
      if (!Tokens.isProtocol(protocol)) {
        throw new IllegalArgumentException("not a protocol: " + Tokens.escape(protocol));
      }
      this.protocol = protocol;
      return this;
    }

    /// Sets the scheme, `http` or `https`.
    public Builder scheme(String scheme) {
      this.scheme = scheme;
      return this;
    }

    /// Sets the protocol that an extended CONNECT asks for.
    public Builder connectProtocol(String protocol) {
      connectProtocol = protocol;
      return this;
    }

    /// Sets the host.
    public Builder host(String host) {
      this.host = host;
      return this;
    }

    /// Sets the header section; it is not copied, and read-only once the request is built.
    public Builder header(Header header) {
      this.header = header;
      return this;
    }

    /// Adds a field; the header section of a request that was built already stays as it is.
    ///
    /// @throws IllegalArgumentException as [Header#add] does
    public Builder field(String name, String value) {
      if (header == null) {
        header = new Header();
      } else if (header.isReadOnly()) {
        header = header.copy();
      }
      header.add(name, value);
      return this;
    }

    /// Sets the content and its length, -1 if that is not known.
    public Builder body(InputStream content, long contentLength) {
      this.content = new Content(content, contentLength, this.content);
      return this;
    }

    /// Sets the content to the bytes of `text` in UTF-8.
    public Builder body(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return body(new ByteArrayInputStream(bytes), bytes.length);
    }

    /// Sets where the trailer section comes from once the content was read.
    public Builder trailer(Supplier<Header> trailer) {
      this.trailer = trailer;
      return this;
    }

    /// Sets the connection.
    public Builder connection(ConnectionInfo connection) {
      this.connection = connection;
      return this;
    }

    /// Sets the cancellation.
    public Builder cancellation(Cancellation cancellation) {
      this.cancellation = cancellation;
      return this;
    }

    /// Sets the signal that the server has begun to stop; none ever, unless this is called.
    public Builder draining(Cancellation draining) {
      this.draining = draining;
      return this;
    }

    /// Sets the alarms; such that never go off, unless this is called.
    public Builder alarms(Alarms alarms) {
      this.alarms = alarms;
      return this;
    }

    /// Sets the limits.
    public Builder limits(Limits limits) {
      this.limits = limits;
      return this;
    }

    /// Sets whether the client asked that the connection be closed after the response.
    public Builder close(boolean close) {
      this.close = close;
      return this;
    }

    /// Sets what the wildcard `name` stands for.
    public Builder pathValue(String name, String value) {
      var values = new LinkedHashMap<>(pathValues);
      values.put(name, value);
      pathValues = values;
      return this;
    }

    /// Returns the request. The builder can be used again.
    public Request build() {
      return new Request(this);
    }
  }
}
