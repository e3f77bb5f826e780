package weft.internal.hpack;

import java.util.HashMap;
import java.util.Map;

/// The fields that both sides know from the start (RFC 7541 §2.3.1, Appendix A).
final class StaticTable {

  /// How many entries there are; the first has index 1.
  static final int LENGTH = 61;

  private static final String TABLE =
      """
      :authority
      :method GET
      :method POST
      :path /
      :path /index.html
      :scheme http
      :scheme https
      :status 200
      :status 204
      :status 206
      :status 304
      :status 400
      :status 404
      :status 500
      accept-charset
      accept-encoding gzip, deflate
      accept-language
      accept-ranges
      accept
      access-control-allow-origin
      age
      allow
      authorization
      cache-control
      content-disposition
      content-encoding
      content-language
      content-length
      content-location
      content-range
      content-type
      cookie
      date
      etag
      expect
      expires
      from
      host
      if-match
      if-modified-since
      if-none-match
      if-range
      if-unmodified-since
      last-modified
      link
      location
      max-forwards
      proxy-authenticate
      proxy-authorization
      range
      referer
      refresh
      retry-after
      server
      set-cookie
      strict-transport-security
      transfer-encoding
      user-agent
      vary
      via
      www-authenticate
      """;

  private static final String[] NAMES = new String[LENGTH + 1];
  private static final String[] VALUES = new String[LENGTH + 1];
  private static final Map<String, Integer> BY_NAME = new HashMap<>();

  static {
    int index = 1;
    for (String line : TABLE.lines().toList()) {
      int blank = line.indexOf(' ');
      // Interned, so that whoever compares with a literal finds the same object.
      NAMES[index] = (blank < 0 ? line : line.substring(0, blank)).intern();
      VALUES[index] = blank < 0 ? "" : line.substring(blank + 1).intern();
      BY_NAME.putIfAbsent(NAMES[index], index);
      index++;
    }
  }

  private StaticTable() {}

  static String name(int index) {
    return NAMES[index];
  }

  static String value(int index) {
    return VALUES[index];
  }

  /// Returns the first index that has the name, 0 if none has.
  static int find(String name) {
    return BY_NAME.getOrDefault(name, 0);
  }

  /// Returns the index that has name and value, 0 if none has.
  ///
  /// @param first what [#find(String)] returned
  static int find(int first, String name, String value) {
    for (int i = first; i > 0 && i <= LENGTH && NAMES[i].equals(name); i++) {
      if (VALUES[i].equals(value) && !value.isEmpty()) {
        return i;
      }
    }
    return 0;
  }
}
