package weft;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// The user name and password of HTTP Basic authentication (RFC 7617).
///
/// @param username without a colon
/// @param password may have colons
public record BasicCredentials(String username, String password) {

  private static final String SCHEME = "Basic ";

  /// Returns the credentials of an Authorization field's value, as `Basic dXNlcjpwYXNz`; empty if
  /// the scheme, compared without case, is another one, or if what follows is not Base64 of UTF-8
  /// text with a colon and without control characters (RFC 7617 §2).
  public static Optional<BasicCredentials> parse(String authorization) {
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    String token = authorization.substring(SCHEME.length()).strip();
    if (token.length() % 4 != 0) {
      return Optional.empty(); // the JDK would forgive missing padding
    }
    try {
      ByteBuffer octets = ByteBuffer.wrap(Base64.getDecoder().decode(token));
      return split(StandardCharsets.UTF_8.newDecoder().decode(octets).toString());
    } catch (IllegalArgumentException | CharacterCodingException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<BasicCredentials> split(String userAndPassword) {
    int colon = userAndPassword.indexOf(':');
    if (colon < 0 || userAndPassword.chars().anyMatch(Character::isISOControl)) {
      return Optional.empty();
    }
    return Optional.of(
        new BasicCredentials(
            userAndPassword.substring(0, colon), userAndPassword.substring(colon + 1)));
  }

  /// Returns the user name; the password is left out, because logs are no place for it.
  @Override
  public String toString() {
    return "BasicCredentials[username=" + username + "]";
  }
}
