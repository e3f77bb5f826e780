package weft;

/// The request's content is longer than the bound set for it; answered with 413 (RFC 9110
/// §15.5.14).
public final class ContentTooLargeException extends StatusException {
  private static final long serialVersionUID = 1L;

  private final long limit;

  /// Creates the failure for a bound of `limit` bytes.
  public ContentTooLargeException(long limit) {
    super(413, "request content is longer than " + limit + " bytes");
    this.limit = limit;
  }

  /// Returns the bound that was exceeded, in bytes.
  public long limit() {
    return limit;
  }
}
