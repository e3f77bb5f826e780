package weft.middleware;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import weft.Handler;
import weft.Handlers;
import weft.Header;
import weft.Methods;
import weft.Middleware;
import weft.Request;
import weft.ResponseWriter;
import weft.Status;
import weft.internal.text.HostText;
import weft.internal.text.Tokens;

/// Tells browsers which other origins may read responses and send what no form can: cross-origin
/// resource sharing, the CORS protocol of the WHATWG's Fetch standard.
///
/// ```java
/// mux.around(Cors.allow("https://app.example").withMethods("PUT", "DELETE"));
/// ```
///
/// Strict unless told otherwise: GET, HEAD and POST, without credentials, with no fields but those
/// that browsers send without asking. A preflight is answered here: with 204, or with 403 if what
/// it asks for is not allowed. Every other request reaches the handler; the browser keeps the
/// response from a page that may not read it. What must not even be done for other origins is for
/// [weft.CrossOriginProtection] to refuse.
///
/// It belongs around a mux, which would answer the OPTIONS of a preflight itself.
public final class Cors implements Middleware {

  /// How long the list of fields may be that a preflight asks for.
  private static final int LIST_CHARACTERS_MAX = 4096;

  private static final String ALLOW_ORIGIN = "Access-Control-Allow-Origin";
  private static final String ALLOW_CREDENTIALS = "Access-Control-Allow-Credentials";
  private static final String ALLOW_PRIVATE_NETWORK = "Access-Control-Allow-Private-Network";
  private static final String MAX_AGE = "Access-Control-Max-Age";
  private static final String REQUEST_METHOD = "Access-Control-Request-Method";
  private static final String REQUEST_FIELDS = "Access-Control-Request-Headers";
  private static final String REQUEST_PRIVATE_NETWORK = "Access-Control-Request-Private-Network";

  private final @Nullable Predicate<String> origins; // null for all
  private final Set<String> methods;
  private final Set<String> fields; // in lower case
  private final Header always;
  private final Header inPreflight;

  private Cors(
      @Nullable Predicate<String> origins,
      Set<String> methods,
      Set<String> fields,
      Header always,
      Header inPreflight) {
    this.origins = origins;
    this.methods = methods;
    this.fields = fields;
    this.always = always.freeze();
    this.inPreflight = inPreflight.freeze();
  }

  /// Returns a middleware that allows these origins and no other.
  ///
  /// @param origins as browsers write them, `https://example.com` or `https://example.com:8443`
  /// @throws IllegalArgumentException if one is not a scheme and a host with an optional port, in
  ///   lower case
  public static Cors allow(String... origins) {
    for (String origin : origins) {
      int host = origin.indexOf("://") + 3;
      if (host < 4
          || host == origin.length()
          || !HostText.isValid(origin.substring(host))
          || !origin.equals(origin.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException("not an origin: " + origin);
      }
    }
    return allowIf(Set.of(origins)::contains);
  }

  /// Returns a middleware that allows the origins that `test` accepts. It is asked for each request
  /// that has one, on the request's thread; never for `null`, the origin that any page can give
  /// itself. Test the whole of it: `https://example.com.evil.example` begins well.
  public static Cors allowIf(Predicate<String> test) {
    return of(test);
  }

  /// Returns a middleware that allows all origins; for what everybody may read.
  public static Cors allowAny() {
    return of(null);
  }

  private static Cors of(@Nullable Predicate<String> origins) {
    Set<String> methods = Set.of(Methods.GET, Methods.HEAD, Methods.POST);
    return new Cors(origins, methods, Set.of(), new Header(), new Header());
  }

  /// Returns a middleware that also allows these methods.
  ///
  /// @throws IllegalArgumentException if one is not a method
  public Cors withMethods(String... more) {
    return new Cors(origins, plus(methods, more), fields, always, inPreflight);
  }

  /// Returns a middleware that also allows requests to have these fields, such as `Authorization`,
  /// or `Content-Type` for JSON.
  ///
  /// @throws IllegalArgumentException if one is not a field name
  public Cors withFields(String... more) {
    var lower = new String[more.length];
    for (int i = 0; i < more.length; i++) {
      lower[i] = more[i].toLowerCase(Locale.ROOT);
    }
    return new Cors(origins, methods, plus(fields, lower), always, inPreflight);
  }

  /// Returns a middleware that lets pages read these fields of responses, besides the few that they
  /// always may.
  ///
  /// @throws IllegalArgumentException if one is not a field name
  public Cors withExposedFields(String... names) {
    String list = String.join(", ", plus(Set.of(), names));
    Header more = always.copy().set("Access-Control-Expose-Headers", list);
    return new Cors(origins, methods, fields, more, inPreflight);
  }

  /// Returns a middleware that lets requests have cookies and other credentials of this site.
  ///
  /// @throws IllegalStateException if all origins are allowed: every site could read what its
  ///   visitors may
  public Cors withCredentials() {
    if (isForAll()) {
      throw new IllegalStateException("credentials need a list of origins");
    }
    Header more = always.copy().set(ALLOW_CREDENTIALS, "true");
    return new Cors(origins, methods, fields, more, inPreflight);
  }

  /// Returns a middleware that lets browsers remember the answer to a preflight; they do so for
  /// seconds if this is never called, and cut it to some hours.
  ///
  /// @throws IllegalArgumentException if `time` is negative
  public Cors withMaxAge(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("negative time: " + time);
    }
    Header more = inPreflight.copy().set(MAX_AGE, Long.toString(time.toSeconds()));
    return new Cors(origins, methods, fields, always, more);
  }

  /// Returns a middleware that lets pages of the public internet reach this server where it is on a
  /// private network, if their browser asks for it.
  public Cors withPrivateNetwork() {
    Header more = inPreflight.copy().set(ALLOW_PRIVATE_NETWORK, "true");
    return new Cors(origins, methods, fields, always, more);
  }

  private static Set<String> plus(Set<String> some, String... more) {
    var all = new TreeSet<>(some);
    for (String name : more) {
      if (!Tokens.isToken(name)) {
        throw new IllegalArgumentException("not a token: " + Tokens.escape(name));
      }
      all.add(name);
    }
    return all;
  }

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> {
      boolean preflight =
          r.method().equals(Methods.OPTIONS)
              && r.header().contains("Origin")
              && r.header().contains(REQUEST_METHOD);
      vary(w, preflight);
      if (preflight) {
        answer(w, r);
      } else {
        allow(w, r);
        next.serve(w, r);
      }
    };
  }

  private void vary(ResponseWriter w, boolean preflight) {
    if (!isForAll()) {
      w.header().add("Vary", "Origin");
    }
    if (preflight) {
      w.header().add("Vary", REQUEST_METHOD + ", " + REQUEST_FIELDS);
    }
  }

  /// Allows the response to be read, if the origin may; returns whether it may.
  private boolean allow(ResponseWriter w, Request r) {
    Predicate<String> test = origins;
    if (test == null) {
      w.header().set(ALLOW_ORIGIN, "*");
    } else {
      List<String> sent = r.header().values("Origin");
      String origin = sent.size() == 1 ? sent.getFirst() : "null";
      if (origin.equals("null") || !test.test(origin)) {
        return false;
      }
      w.header().set(ALLOW_ORIGIN, origin);
    }
    always.forEach(w.header()::set);
    return true;
  }

  private void answer(ResponseWriter w, Request r) throws IOException {
    String refused = refused(w, r);
    if (!refused.isEmpty()) {
      Handlers.error(w, refused + " not allowed by CORS", Status.FORBIDDEN);
      return;
    }
    Header answer = w.header();
    answer.set("Access-Control-Allow-Methods", String.join(", ", methods));
    if (!fields.isEmpty()) {
      answer.set("Access-Control-Allow-Headers", String.join(", ", fields));
    }
    inPreflight.forEach(answer::set);
    if (!r.header().hasToken(REQUEST_PRIVATE_NETWORK, "true")) {
      answer.remove(ALLOW_PRIVATE_NETWORK);
    }
    w.status(Status.NO_CONTENT);
  }

  /// Returns what of a preflight is not allowed, empty if all is.
  private String refused(ResponseWriter w, Request r) {
    if (!allow(w, r)) {
      return "origin";
    }
    if (!methods.containsAll(r.header().values(REQUEST_METHOD))) {
      return "method";
    }
    String list = String.join(",", r.header().values(REQUEST_FIELDS));
    boolean allowed =
        list.length() <= LIST_CHARACTERS_MAX
            && Stream.of(list.split(",", -1))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .allMatch(name -> name.isEmpty() || fields.contains(name));
    return allowed ? "" : "field";
  }

  private boolean isForAll() {
    return origins == null;
  }
}
