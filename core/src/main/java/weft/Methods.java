package weft;

/// The request methods of RFC 9110 §9.3, RFC 5789 and RFC 10008. Methods are compared with case.
public final class Methods {

  /// Transfers a representation of the resource (RFC 9110 §9.3.1).
  public static final String GET = "GET";

  /// As GET, without the content (RFC 9110 §9.3.2).
  public static final String HEAD = "HEAD";

  /// Processes the content as the resource sees fit (RFC 9110 §9.3.3).
  public static final String POST = "POST";

  /// Replaces the resource by the content (RFC 9110 §9.3.4).
  public static final String PUT = "PUT";

  /// Changes part of the resource (RFC 5789 §2).
  public static final String PATCH = "PATCH";

  /// Removes the resource (RFC 9110 §9.3.5).
  public static final String DELETE = "DELETE";

  /// Opens a tunnel (RFC 9110 §9.3.6).
  public static final String CONNECT = "CONNECT";

  /// Describes what can be done with the resource (RFC 9110 §9.3.7).
  public static final String OPTIONS = "OPTIONS";

  /// Sends the request back (RFC 9110 §9.3.8).
  public static final String TRACE = "TRACE";

  /// A safe and idempotent request whose question is the content (RFC 10008).
  public static final String QUERY = "QUERY";

  private Methods() {}
}
