package weft.internal.text;

import java.util.List;

/// Tells the media type of content by its first bytes, as the WHATWG's MIME Sniffing standard does;
/// the table and its order are those of Go's `http.DetectContentType`.
public final class ContentSniffer {

  /// How many bytes are looked at.
  public static final int BYTES_MAX = 512;

  private static final String UNKNOWN = "application/octet-stream";
  private static final String HTML = "text/html; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String MP4 = "video/mp4";

  // In a pattern of latin-1 characters, the one that stands for any byte.
  private static final char ANY = '\u0100';
  private static final String ANY2 = "" + ANY + ANY;
  private static final String ANY4 = ANY2 + ANY2;

  private static final List<String> HTML_TAGS =
      List.of(
          "<!DOCTYPE HTML",
          "<HTML",
          "<HEAD",
          "<SCRIPT",
          "<IFRAME",
          "<H1",
          "<DIV",
          "<FONT",
          "<TABLE",
          "<A",
          "<STYLE",
          "<TITLE",
          "<B",
          "<BODY",
          "<BR",
          "<P",
          "<!--");

  private record Signature(String pattern, String type) {
    boolean matches(byte[] b, int off, int end) {
      if (end - off < pattern.length()) {
        return false;
      }
      for (int i = 0; i < pattern.length(); i++) {
        char c = pattern.charAt(i);
        if (c != ANY && c != (b[off + i] & 0xff)) {
          return false;
        }
      }
      return true;
    }
  }

  private static final List<Signature> BEFORE_MP4 =
      List.of(
          new Signature("%PDF-", "application/pdf"),
          new Signature("%!PS-Adobe-", "application/postscript"),
          new Signature("\u00fe\u00ff" + ANY2, "text/plain; charset=utf-16be"),
          new Signature("\u00ff\u00fe" + ANY2, "text/plain; charset=utf-16le"),
          new Signature("\u00ef\u00bb\u00bf" + ANY, TEXT),
          new Signature("\0\0\1\0", "image/x-icon"),
          new Signature("\0\0\2\0", "image/x-icon"),
          new Signature("BM", "image/bmp"),
          new Signature("GIF87a", "image/gif"),
          new Signature("GIF89a", "image/gif"),
          new Signature("RIFF" + ANY4 + "WEBPVP", "image/webp"),
          new Signature("\u0089PNG\r\n\u001a\n", "image/png"),
          new Signature("\u00ff\u00d8\u00ff", "image/jpeg"),
          new Signature("FORM" + ANY4 + "AIFF", "audio/aiff"),
          new Signature("ID3", "audio/mpeg"),
          new Signature("OggS\0", "application/ogg"),
          new Signature("MThd\0\0\0\6", "audio/midi"),
          new Signature("RIFF" + ANY4 + "AVI ", "video/avi"),
          new Signature("RIFF" + ANY4 + "WAVE", "audio/wave"));

  private static final Signature FONT_OBJECT =
      new Signature(ANY2.repeat(17) + "LP", "application/vnd.ms-fontobject");

  private static final List<Signature> AFTER_MP4 =
      List.of(
          new Signature("\u001aE\u00df\u00a3", "video/webm"),
          FONT_OBJECT,
          new Signature("\0\1\0\0", "font/ttf"),
          new Signature("OTTO", "font/otf"),
          new Signature("ttcf", "font/collection"),
          new Signature("wOFF", "font/woff"),
          new Signature("wOF2", "font/woff2"),
          new Signature("\u001f\u008b\b", "application/x-gzip"),
          new Signature("PK\3\4", "application/zip"),
          new Signature("Rar!\u001a\7\0", "application/x-rar-compressed"),
          new Signature("Rar!\u001a\7\1\0", "application/x-rar-compressed"),
          new Signature("\0asm", "application/wasm"));

  /// The bytes that signatures begin with, but for the one that begins with any.
  private static final boolean[] FIRST_BYTES = new boolean[256];

  static {
    for (List<Signature> table : List.of(BEFORE_MP4, AFTER_MP4)) {
      for (Signature signature : table) {
        char first = signature.pattern.charAt(0);
        if (first != ANY) {
          FIRST_BYTES[first] = true;
        }
      }
    }
  }

  private static final Signature XML = new Signature("<?xml", "text/xml; charset=utf-8");

  private ContentSniffer() {}

  /// Returns the media type of the `len` bytes of `b` from `off` on, of which the first
  /// [#BYTES_MAX] count; `application/octet-stream` if they look like nothing known, and text if
  /// there are none.
  public static String detect(byte[] b, int off, int len) {
    int end = off + Math.min(len, BYTES_MAX);
    int text = off;
    while (text < end && isWhiteSpace(b[text])) {
      text++;
    }
    if (isHtml(b, text, end)) {
      return HTML;
    }
    if (XML.matches(b, text, end)) {
      return XML.type;
    }
    String type = off < end ? bySignature(b, off, end) : "";
    if (type.isEmpty()) {
      type = isText(b, text, end) ? TEXT : UNKNOWN;
    }
    return type;
  }

  private static String bySignature(byte[] b, int off, int end) {
    boolean known = FIRST_BYTES[b[off] & 0xff];
    String type = known ? find(BEFORE_MP4, b, off, end) : "";
    if (!type.isEmpty()) {
      return type;
    }
    if (isMp4(b, off, end)) {
      return MP4;
    }
    if (known) {
      return find(AFTER_MP4, b, off, end);
    }
    return FONT_OBJECT.matches(b, off, end) ? FONT_OBJECT.type : "";
  }

  private static String find(List<Signature> table, byte[] b, int off, int end) {
    for (Signature signature : table) {
      if (signature.matches(b, off, end)) {
        return signature.type;
      }
    }
    return "";
  }

  /// A tag counts if a blank or `>` ends it.
  private static boolean isHtml(byte[] b, int off, int end) {
    if (off == end || b[off] != '<') {
      return false;
    }
    for (String tag : HTML_TAGS) {
      int after = off + tag.length();
      if (after < end && (b[after] == ' ' || b[after] == '>') && isTag(tag, b, off)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTag(String tag, byte[] b, int off) {
    for (int i = 0; i < tag.length(); i++) {
      int c = b[off + i];
      if (tag.charAt(i) != (c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c)) {
        return false;
      }
    }
    return true;
  }

  /// The first box is `ftyp`, is whole, and one of its brands starts with `mp4`.
  private static boolean isMp4(byte[] b, int off, int end) {
    if (end - off < 12 || !startsWith("ftyp", b, off + 4)) {
      return false;
    }
    long box = 0;
    for (int i = off; i < off + 4; i++) {
      box = box << 8 | (b[i] & 0xff);
    }
    if (box > end - off || box % 4 != 0) {
      return false;
    }
    for (int brand = 8; brand < box; brand += 4) {
      if (brand != 12 && startsWith("mp4", b, off + brand)) { // at 12 is a version number
        return true;
      }
    }
    return false;
  }

  private static boolean startsWith(String prefix, byte[] b, int off) {
    for (int i = 0; i < prefix.length(); i++) {
      if (b[off + i] != prefix.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isText(byte[] b, int off, int end) {
    for (int i = off; i < end; i++) {
      int c = b[i] & 0xff;
      boolean binary = c < ' ' && !isWhiteSpace(b[i]) && c != 0x1b;
      if (binary) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWhiteSpace(byte c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
  }
}
