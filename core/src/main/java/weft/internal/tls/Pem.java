package weft.internal.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLKeyException;

/// A block of a PEM file (RFC 7468 §2), perhaps with the header lines of an older kind of PEM (RFC
/// 1421 §4.6). What is outside the blocks is explanation, and skipped.
///
/// ```
/// block = "-----BEGIN " label "-----" eol [1*header-line eol] *base64-line
///         "-----END " label "-----" eol
/// ```
final class Pem {

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";

  /// Thousands of certificates; more is no file of ours.
  private static final int BYTES_MAX = 4 << 20;

  private final String label;
  private final Map<String, String> headers;
  private final byte[] content;

  private Pem(String label, Map<String, String> headers, byte[] content) {
    this.label = label;
    this.headers = headers;
    this.content = content;
  }

  String label() {
    return label;
  }

  /// Returns the value of a header line, empty if there is none.
  String header(String name) {
    return headers.getOrDefault(name, "");
  }

  byte[] content() {
    return content;
  }

  /// Returns the text of a PEM file.
  ///
  /// @throws IOException if it cannot be read, or is over 4 MiB
  static String read(Path file) throws IOException {
    if (Files.size(file) > BYTES_MAX) {
      throw new SSLKeyException("too large for a PEM file: " + file);
    }
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }

  /// Returns the blocks of `text`, in order.
  ///
  /// @throws SSLKeyException if a block has no end, or is no Base64
  static List<Pem> parse(String text) throws SSLKeyException {
    var blocks = new ArrayList<Pem>();
    String label = "";
    var lines = new ArrayList<String>();
    for (String raw : text.lines().toList()) {
      String line = raw.strip();
      if (label.isEmpty() && line.startsWith(BEGIN) && line.endsWith(DASHES)) {
        label = line.substring(BEGIN.length(), line.length() - DASHES.length());
      } else if (line.equals(END + label + DASHES)) {
        blocks.add(block(label, lines));
        label = "";
        lines.clear();
      } else if (!label.isEmpty()) {
        lines.add(line);
      }
    }
    if (!label.isEmpty()) {
      throw new SSLKeyException("a PEM block has no end");
    }
    return blocks;
  }

  private static Pem block(String label, List<String> lines) throws SSLKeyException {
    var headers = new HashMap<String, String>();
    var base64 = new StringBuilder();
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
      } else {
        base64.append(line);
      }
    }
    try {
      return new Pem(label, headers, Base64.getDecoder().decode(base64.toString()));
    } catch (IllegalArgumentException e) {
      throw new SSLKeyException("a PEM block is not Base64", e);
    }
  }
}
