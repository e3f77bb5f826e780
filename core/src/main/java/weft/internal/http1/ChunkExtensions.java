package weft.internal.http1;

import weft.internal.text.Tokens;

/// The extensions of a chunk line, which are checked and otherwise ignored (RFC 9112 §7.1.1).
///
/// ```
///   chunk-ext      = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
///   chunk-ext-val  = token / quoted-string
/// ```
///
/// Checked, because a peer in front that ends a quoted string elsewhere ends the line elsewhere.
final class ChunkExtensions {

  private final byte[] b;
  private final int end;
  private int at;

  private ChunkExtensions(byte[] b, int start, int end) {
    this.b = b;
    this.at = start;
    this.end = end;
  }

  /// Returns where `[start, end)` stops being extensions, -1 if all of it is.
  static int firstInvalid(byte[] b, int start, int end) {
    var extensions = new ChunkExtensions(b, start, end);
    while (extensions.at < end) {
      if (!extensions.skipOne()) {
        return extensions.at;
      }
    }
    return -1;
  }

  private boolean skipOne() {
    skipBlanks();
    if (!skip(';')) {
      return false;
    }
    skipBlanks();
    if (!skipToken()) {
      return false;
    }
    int afterName = at;
    skipBlanks();
    if (!skip('=')) {
      at = afterName;
      return true;
    }
    skipBlanks();
    boolean quoted = at < end && b[at] == '"';
    return quoted ? skipQuotedString() : skipToken();
  }

  private void skipBlanks() {
    while (at < end && Tokens.isBlank(b[at])) {
      at++;
    }
  }

  private boolean skip(char c) {
    if (at < end && b[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  private boolean skipToken() {
    int start = at;
    while (at < end && Tokens.isTokenChar(b[at] & 0xff)) {
      at++;
    }
    return at > start;
  }

  // quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE (RFC 9110 §5.6.4)
  private boolean skipQuotedString() {
    at++;
    while (at < end && b[at] != '"') {
      at += (b[at] == '\\') ? 2 : 1;
      if (at > end || !Tokens.isValueChar(b[at - 1] & 0xff)) {
        at = Math.min(at, end);
        return false;
      }
    }
    return skip('"');
  }
}
