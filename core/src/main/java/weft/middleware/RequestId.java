package weft.middleware;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import weft.Handler;
import weft.Header;
import weft.Middleware;
import weft.Request;
import weft.internal.text.Tokens;

/// Gives each request an identifier that its log lines, its response and the calls it makes can
/// have in common.
///
/// ```java
/// mux.around(new RequestId().andThen(AccessLog.json(log::println)));
/// ```
///
/// The handler has it from [#current()], the request that the handler sees and the response have it
/// in the field `X-Request-Id`. It is a new random UUID, unless a caller that is trusted sent one.
public final class RequestId implements Middleware {

  private static final String FIELD = "X-Request-Id";
  private static final int CHARACTERS_MAX = 128;

  private static final ScopedValue<String> CURRENT = ScopedValue.newInstance();

  private final String field;
  private final Predicate<Request> trusted;
  private final Supplier<String> next;

  /// Creates a middleware that trusts nobody's identifiers.
  public RequestId() {
    this(FIELD, _ -> false, () -> UUID.randomUUID().toString());
  }

  private RequestId(String field, Predicate<Request> trusted, Supplier<String> next) {
    this.field = field;
    this.trusted = trusted;
    this.next = next;
  }

  /// Returns a middleware that takes over the identifier of a request that `test` accepts, such as
  /// one that came from a proxy of one's own; if it is 1 to 128 letters, digits and `-._~+/=:@`,
  /// and there is only one.
  public RequestId withTrusted(Predicate<Request> test) {
    return new RequestId(field, test, next);
  }

  /// Returns a middleware that uses another field.
  ///
  /// @throws IllegalArgumentException if it is not a field name
  public RequestId withField(String name) {
    if (!Tokens.isToken(name)) {
      throw new IllegalArgumentException("not a field name: " + Tokens.escape(name));
    }
    return new RequestId(name, trusted, next);
  }

  /// Returns a middleware that has new identifiers from `source`, called on the threads of the
  /// requests; what it returns must be as in [#withTrusted].
  public RequestId withSource(Supplier<String> source) {
    return new RequestId(field, trusted, source);
  }

  /// Returns the identifier of the request that this thread serves, empty outside of what this
  /// middleware wraps.
  public static Optional<String> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  @Override
  public Handler wrap(Handler next) {
    return (w, r) -> {
      String id = id(r);
      Header fields = r.header().copy().set(field, id);
      w.header().set(field, id);
      Scope.run(CURRENT, id, next, w, r.toBuilder().header(fields).build());
    };
  }

  private String id(Request r) {
    List<String> sent = r.header().values(field);
    boolean takesOver = sent.size() == 1 && isWellFormed(sent.getFirst()) && trusted.test(r);
    return takesOver ? sent.getFirst() : next.get();
  }

  private static boolean isWellFormed(String id) {
    return !id.isEmpty()
        && id.length() <= CHARACTERS_MAX
        && id.chars().allMatch(c -> isLetterOrDigit(c) || "-._~+/=:@".indexOf(c) >= 0);
  }

  private static boolean isLetterOrDigit(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
