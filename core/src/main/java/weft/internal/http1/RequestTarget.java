package weft.internal.http1;

import weft.Methods;
import weft.internal.text.HostText;
import weft.internal.text.PercentEncoding;

/// The four forms of a request target (RFC 9112 §3.2), checked against the method that it came
/// with.
sealed interface RequestTarget {

  /// `/where?q=now` (RFC 9112 §3.2.1).
  enum OriginForm implements RequestTarget {
    INSTANCE
  }

  /// `http://www.example.org/where`, as sent to a proxy (RFC 9112 §3.2.2).
  ///
  /// @param authority the host, with its port if one was given
  record AbsoluteForm(String authority) implements RequestTarget {}

  /// `www.example.com:80`, for CONNECT alone (RFC 9112 §3.2.3).
  record AuthorityForm(String authority) implements RequestTarget {}

  /// `*`, for OPTIONS alone (RFC 9112 §3.2.4).
  enum AsteriskForm implements RequestTarget {
    INSTANCE
  }

  /// A target that is none of the four, or does not go with its method.
  enum Invalid implements RequestTarget {
    INSTANCE
  }

  /// Returns the form of `target`, whose characters were checked already.
  static RequestTarget parse(String method, String target) {
    boolean connect = method.equals(Methods.CONNECT);
    if (!PercentEncoding.isValid(target)) {
      return Invalid.INSTANCE;
    }
    if (connect) {
      return isHostAndPort(target) ? new AuthorityForm(target) : Invalid.INSTANCE;
    }
    if (target.charAt(0) == '/') {
      return OriginForm.INSTANCE;
    }
    if (target.equals("*")) {
      return method.equals(Methods.OPTIONS) ? AsteriskForm.INSTANCE : Invalid.INSTANCE;
    }
    return parseAbsolute(target);
  }

  private static RequestTarget parseAbsolute(String target) {
    boolean http = target.regionMatches(true, 0, "http://", 0, 7);
    boolean https = target.regionMatches(true, 0, "https://", 0, 8);
    if (!http && !https) {
      return Invalid.INSTANCE;
    }
    int start = http ? 7 : 8;
    int end = start;
    while (end < target.length() && target.charAt(end) != '/' && target.charAt(end) != '?') {
      end++;
    }
    String authority = target.substring(start, end);
    // Userinfo is refused with the rest that is no host: RFC 9110 §4.2.4.
    return !authority.isEmpty() && HostText.isValid(authority)
        ? new AbsoluteForm(authority)
        : Invalid.INSTANCE;
  }

  // authority-form = uri-host ":" port
  private static boolean isHostAndPort(String target) {
    int colon = target.lastIndexOf(':');
    return colon > 0
        && colon < target.length() - 1
        && target.charAt(target.length() - 1) != ']'
        && HostText.isValid(target);
  }
}
