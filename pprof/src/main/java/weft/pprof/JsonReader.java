package weft.pprof;

import java.io.IOException;
import java.io.Reader;

/// Reads JSON (RFC 8259) token by token, from texts of any length.
final class JsonReader {

  /// What [#next()] has read.
  enum Token {
    BEGIN_OBJECT,
    END_OBJECT,
    BEGIN_ARRAY,
    END_ARRAY,
    /// The name of a member; [#text()] is the name.
    NAME,
    /// A string; [#text()] is its value.
    STRING,
    /// A number, `true`, `false` or `null`; [#text()] is how it was written.
    LITERAL,
    END
  }

  private static final int NOTHING = -2;

  private final Reader in;
  private final char[] buffer = new char[8192];
  private int at;
  private int end;
  private final StringBuilder text = new StringBuilder();
  private int ahead = NOTHING;

  JsonReader(Reader in) {
    this.in = in;
  }

  String text() {
    return text.toString();
  }

  /// Reads the next token. Blocks as the reader does.
  ///
  /// @throws IOException if the text is no JSON
  Token next() throws IOException {
    int c = afterBlanks();
    while (c == ',' || c == ':') {
      c = afterBlanks();
    }
    return switch (c) {
      case '{' -> Token.BEGIN_OBJECT;
      case '}' -> Token.END_OBJECT;
      case '[' -> Token.BEGIN_ARRAY;
      case ']' -> Token.END_ARRAY;
      case -1 -> Token.END;
      case '"' -> string();
      default -> literal(c);
    };
  }

  /// Reads on to the end of the object or array that the last token began, if it began one.
  void skip(Token begun) throws IOException {
    int depth = opens(begun);
    while (depth > 0) {
      Token token = next();
      if (token == Token.END) {
        throw new IOException("JSON ends in the middle");
      }
      depth += opens(token);
    }
  }

  private static int opens(Token token) {
    return switch (token) {
      case BEGIN_OBJECT, BEGIN_ARRAY -> 1;
      case END_OBJECT, END_ARRAY -> -1;
      default -> 0;
    };
  }

  private Token string() throws IOException {
    text.setLength(0);
    for (int c = read(); c != '"'; c = read()) {
      if (c < 0) {
        throw new IOException("JSON ends in a string");
      }
      text.append((char) (c == '\\' ? escaped() : c));
    }
    int after = afterBlanks();
    ahead = after;
    return after == ':' ? Token.NAME : Token.STRING;
  }

  private int escaped() throws IOException {
    int c = read();
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (hex() << 12) | (hex() << 8) | (hex() << 4) | hex();
      default -> c;
    };
  }

  private int hex() throws IOException {
    int digit = Character.digit(read(), 16);
    if (digit < 0) {
      throw new IOException("JSON has a bad escape");
    }
    return digit;
  }

  private Token literal(int first) throws IOException {
    text.setLength(0);
    int c = first;
    while (c >= 0 && "{}[],:\"".indexOf(c) < 0 && c > ' ') {
      text.append((char) c);
      c = read();
    }
    ahead = c;
    return Token.LITERAL;
  }

  private int afterBlanks() throws IOException {
    int c = read();
    while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
      c = read();
    }
    return c;
  }

  private int read() throws IOException {
    if (ahead != NOTHING) {
      int c = ahead;
      ahead = NOTHING;
      return c;
    }
    if (at == end) {
      at = 0;
      end = Math.max(0, in.read(buffer));
    }
    return at < end ? buffer[at++] : -1;
  }
}
