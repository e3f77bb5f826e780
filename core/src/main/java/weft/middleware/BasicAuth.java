package weft.middleware;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import weft.BasicCredentials;
import weft.Handler;
import weft.Handlers;
import weft.Middleware;
import weft.Status;

/// Lets only requests with the right user name and password pass, and answers 401 to others: HTTP
/// Basic authentication (RFC 7617). The password travels in clear text, so serve it over TLS only.
///
/// ```java
/// var admin = mux.group("/admin", BasicAuth.of("admin", Map.of("ann", secret)));
/// ```
public final class BasicAuth implements Middleware {

  private static final ScopedValue<String> USER = ScopedValue.newInstance();

  private final String challenge;
  private final Predicate<BasicCredentials> check;

  private BasicAuth(String challenge, Predicate<BasicCredentials> check) {
    this.challenge = challenge;
    this.check = check;
  }

  /// Returns a middleware that knows these passwords. How long it takes to refuse a request tells
  /// nothing of them, nor of which users there are.
  ///
  /// @param realm what the passwords are for, as browsers show it (RFC 9110 §11.5)
  /// @param passwords by user name
  /// @throws IllegalArgumentException if the realm is not printable ASCII, a name has a colon, or
  ///   one of them or a password a control character
  public static BasicAuth of(String realm, Map<String, String> passwords) {
    var digests = new HashMap<String, byte[]>();
    passwords.forEach(
        (user, password) -> {
          if (user.indexOf(':') >= 0
              || (user + password).chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("user name or password cannot be sent");
          }
          digests.put(user, digest(password));
        });
    byte[] nobody = digest("");
    return of(
        realm,
        sent -> {
          byte[] wanted = digests.getOrDefault(sent.username(), nobody);
          boolean same = MessageDigest.isEqual(digest(sent.password()), wanted);
          return digests.containsKey(sent.username()) && same;
        });
  }

  /// Returns a middleware that asks `check`, such as one that looks into a database of salted
  /// hashes. It is asked for each request, on the request's thread, and may block.
  ///
  /// @param realm as with [#of(String, Map)]
  /// @throws IllegalArgumentException if the realm is not printable ASCII
  public static BasicAuth of(String realm, Predicate<BasicCredentials> check) {
    if (!realm.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw new IllegalArgumentException("a realm is of printable ASCII");
    }
    String quoted = realm.replace("\\", "\\\\").replace("\"", "\\\"");
    return new BasicAuth("Basic realm=\"" + quoted + "\", charset=\"UTF-8\"", check);
  }

  /// Returns the name of the user whose request this thread serves, empty outside of what this
  /// middleware wraps.
  public static Optional<String> user() {
    return USER.isBound() ? Optional.of(USER.get()) : Optional.empty();
  }

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> {
      boolean one = r.header().values("Authorization").size() == 1;
      Optional<BasicCredentials> sent = one ? r.basicAuth() : Optional.empty();
      if (sent.filter(check).isPresent()) {
        Scope.run(USER, sent.get().username(), next, w, r);
      } else {
        w.header().set("WWW-Authenticate", challenge);
        Handlers.error(w, Status.text(Status.UNAUTHORIZED), Status.UNAUTHORIZED);
      }
    };
  }

  private static byte[] digest(String password) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
