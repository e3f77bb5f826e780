package weft.internal.text;

/// Text for HTML.
public final class HtmlText {

  private HtmlText() {}

  /// Returns `s` for the content of an element, or for an attribute in quotes of either kind.
  public static String escape(String s) {
    return s.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&#34;")
        .replace("'", "&#39;");
  }
}
