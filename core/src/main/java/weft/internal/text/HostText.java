package weft.internal.text;

/// The value of a Host field (RFC 9110 §7.2) and of `:authority`.
///
///     Host     = uri-host [ ":" port ]
///     uri-host = IP-literal / IPv4address / reg-name      (RFC 3986 §3.2.2)
///     reg-name = *( unreserved / pct-encoded / sub-delims )
public final class HostText {

  private static final int PORT_MAX = 65_535;
  private static final String MARKS = "-._~!$&'()*+,;=";

  private HostText() {}

  /// Returns whether `s` is a host with an optional port. The empty value is one, because a request
  /// whose target has no authority is sent with it (RFC 9112 §3.2).
  ///
  /// Refused although the grammar has them: a port without a host, a port above 65535, and an
  /// IPvFuture, of which there is none.
  public static boolean isValid(String s) {
    int end = endOfHost(s);
    if (end < s.length() && !(end > 0 && s.charAt(end) == ':' && isPort(s, end + 1))) {
      return false;
    }
    return s.startsWith("[") ? isIpLiteral(s, end) : isRegName(s, end);
  }

  private static int endOfHost(String s) {
    int end = s.startsWith("[") ? s.indexOf(']') + 1 : s.indexOf(':');
    return end < 0 || (end == 0 && s.startsWith("[")) ? s.length() : end;
  }

  // port = *DIGIT
  private static boolean isPort(String s, int at) {
    int port = 0;
    for (int i = at; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c < '0' || c > '9') {
        return false;
      }
      port = port * 10 + c - '0';
      if (port > PORT_MAX) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRegName(String s, int end) {
    for (int i = 0; i < end; i++) {
      char c = s.charAt(i);
      if (c == '%') {
        if (i + 2 >= end || !isHex(s.charAt(i + 1)) || !isHex(s.charAt(i + 2))) {
          return false;
        }
        i += 2;
      } else if (!isLetterOrDigit(c) && MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isIpLiteral(String s, int end) {
    return end > 2 && s.charAt(end - 1) == ']' && isIpv6(s.substring(1, end - 1));
  }

  // IPv6address: eight groups of one to four digits, of which the last two may be an IPv4 address,
  // and
  // once one or more groups of zeros may be left out as "::".
  private static boolean isIpv6(String s) {
    int gap = s.indexOf("::");
    if (gap < 0) {
      return groups(s, true) == 8;
    }
    int before = groups(s.substring(0, gap), false);
    int after = groups(s.substring(gap + 2), true);
    return before >= 0 && after >= 0 && before + after <= 7;
  }

  /// Returns how many groups the colon-separated `s` has, -1 if one is malformed.
  private static int groups(String s, boolean mayEndInIpv4) {
    if (s.isEmpty()) {
      return 0;
    }
    String[] parts = s.split(":", -1);
    int groups = parts.length;
    for (int i = 0; i < parts.length; i++) {
      if (mayEndInIpv4 && i == parts.length - 1 && isIpv4(parts[i])) {
        groups++;
      } else if (!isGroup(parts[i])) {
        return -1;
      }
    }
    return groups;
  }

  private static boolean isGroup(String s) {
    return s.length() <= 4 && !s.isEmpty() && s.chars().allMatch(HostText::isHex);
  }

  /// Returns whether `s` is four decimal numbers of 0 to 255, without leading zeros, joined by
  /// dots.
  public static boolean isIpv4(String s) {
    String[] parts = s.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (String part : parts) {
      if (!isDecimalOctet(part)) {
        return false;
      }
    }
    return true;
  }

  // dec-octet: 0 to 255 without leading zeros
  private static boolean isDecimalOctet(String s) {
    boolean digits =
        !s.isEmpty() && s.length() <= 3 && s.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits && (s.length() == 1 || s.charAt(0) != '0') && Integer.parseInt(s) <= 255;
  }

  private static boolean isHex(int c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
