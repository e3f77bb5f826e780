package weft.file;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import weft.Request;
import weft.internal.text.HtmlText;
import weft.internal.text.PercentEncoding;

/// The page that shows what a folder has. It needs no script: the server sorts.
record Listing(RequestPath folder, String sort, boolean descending) {

  /// How many entries a page shows.
  static final int ENTRIES_MAX = 10_000;

  private static final String STYLE =
      """
      :root{color-scheme:light dark}
      body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
      h1{font-size:1.25rem;overflow-wrap:anywhere;padding:0 .6rem}
      p{color:GrayText;padding:0 .6rem}
      table{border-collapse:collapse;width:100%}
      th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8884}
      td{overflow-wrap:anywhere}
      th+th,td+td{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
      tbody tr:hover{background:#8882}
      a{color:light-dark(#0550ae,#79b8ff);text-decoration:none}
      a:hover,a:focus-visible{text-decoration:underline}
      th a{color:inherit}
      """;

  /// What the page may do: have this style, and nothing else.
  static final String POLICY =
      "default-src 'none'; img-src data:; style-src 'sha256-"
          + sha256(STYLE)
          + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

  static Listing of(Request r, RequestPath folder) {
    String sort = r.query().get("sort");
    return new Listing(folder, sort == null ? "name" : sort, "desc".equals(r.query().get("order")));
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }

  /// Returns the page.
  String page(List<Entry> entries) {
    String title = HtmlText.escape("/" + folder.text() + (folder.names().isEmpty() ? "" : "/"));
    var rows = new StringBuilder();
    if (!folder.names().isEmpty()) {
      rows.append("<tr><td><a href=\"../\">../</a><td><td>\n");
    }
    entries.stream().sorted(order()).forEach(entry -> rows.append(row(entry)));
    return """
    <!doctype html>
    <html lang="en">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>%s</title>
    <style>%s</style>
    <h1>%s</h1>
    <table>
    <thead><tr>%s%s%s
    <tbody>
    %s</table>
    %s\
    """
        .formatted(
            title,
            STYLE,
            trail(),
            head("name", "Name"),
            head("size", "Size"),
            head("time", "Modified (UTC)"),
            rows,
            total(entries));
  }

  /// Returns the way from the root to here, each folder a link but this.
  private String trail() {
    var trail = new StringBuilder();
    List<String> names = folder.names();
    for (int i = 0; i <= names.size(); i++) {
      String name = i == 0 ? "Files" : HtmlText.escape(utf8(names.get(i - 1)));
      boolean here = i == names.size();
      String up = "../".repeat(names.size() - i);
      trail.append(here ? name : "<a href=\"" + up + "\">" + name + "</a> / ");
    }
    return trail.toString();
  }

  private static String total(List<Entry> entries) {
    long folders = entries.stream().filter(Entry::folder).count();
    String size = size(entries.stream().mapToLong(Entry::size).sum());
    String more = entries.size() < ENTRIES_MAX ? "" : "The first " + ENTRIES_MAX + " of them: ";
    return "<p>%sFolders: %d. Files: %d, together %s.\n"
        .formatted(more, folders, entries.size() - folders, size);
  }

  private Comparator<Entry> order() {
    Comparator<Entry> byName =
        Comparator.comparing(e -> utf8(e.name()), String.CASE_INSENSITIVE_ORDER);
    Comparator<Entry> order =
        switch (sort) {
          case "size" -> Comparator.comparingLong(Entry::size).thenComparing(byName);
          case "time" -> Comparator.comparing(Listing::time).thenComparing(byName);
          default -> byName;
        };
    Comparator<Entry> foldersFirst = Comparator.comparing(Entry::folder).reversed();
    return foldersFirst.thenComparing(descending ? order.reversed() : order);
  }

  private static Instant time(Entry entry) {
    Instant modified = entry.modified();
    return modified == null ? Instant.MIN : modified;
  }

  private String head(String column, String title) {
    boolean current = column.equals(sort);
    String next = current && !descending ? "&amp;order=desc" : "";
    String aria = current ? descending ? "descending" : "ascending" : "none";
    String arrow = current ? descending ? " ↓" : " ↑" : "";
    return "<th scope=\"col\" aria-sort=\"%s\"><a href=\"?sort=%s%s\">%s%s</a>"
        .formatted(aria, column, next, title, arrow);
  }

  private static String row(Entry entry) {
    String slash = entry.folder() ? "/" : "";
    Instant modified = entry.modified();
    return "<tr><td><a href=\"%s%s\">%s%s</a><td>%s<td>%s\n"
        .formatted(
            PercentEncoding.encodeOctets(entry.name()),
            slash,
            HtmlText.escape(utf8(entry.name())),
            slash,
            entry.folder() ? "" : size(entry.size()),
            modified == null ? "" : DATE.format(modified));
  }

  private static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    int unit = (63 - Long.numberOfLeadingZeros(bytes)) / 10;
    return String.format(
        Locale.ROOT, "%.1f %ciB", bytes / (double) (1L << (unit * 10)), "KMGTPE".charAt(unit - 1));
  }

  private static String utf8(String octets) {
    return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
