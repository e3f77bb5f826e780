package weft.pprof;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import weft.Handler;
import weft.ResponseWriter;

/// The files of the pages for people, from this jar. Nothing comes from anywhere else.
final class Assets {

  /// What the pages load and where from, relative to the page.
  static final List<String> SCRIPTS =
      List.of("ui.js", "flame.js", "profile.js", "live.js", "style.css");

  /// How every page begins.
  private static final String HEAD =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>%s</title>
      <link rel="icon" href="data:,">
      <link rel="stylesheet" href="ui/style.css">
      %s</head>
      """;

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private Assets() {}

  /// Returns the handler of one of [#SCRIPTS].
  static Handler file(String name) {
    String type = name.endsWith(".css") ? "text/css" : "text/javascript";
    return (w, _) -> send(w, type, read(name));
  }

  /// Returns the handler of a page that its script fills, from the files `name.html` and `name.js`.
  static Handler page(String name, String title) {
    String script = "<script type=\"module\" src=\"ui/" + name + ".js\"></script>\n";
    byte[] head = HEAD.formatted(title, script).getBytes(StandardCharsets.UTF_8);
    return (w, _) -> send(w, "text/html", head, read(name + ".html"));
  }

  /// Sends a page without a script.
  static void sendPage(ResponseWriter w, String title, String body) throws IOException {
    String page = HEAD.formatted(title, "") + body;
    send(w, "text/html", page.getBytes(StandardCharsets.UTF_8));
  }

  /// Sends `parts` with the fields that keep a page to itself.
  private static void send(ResponseWriter w, String type, byte[]... parts) throws IOException {
    w.header()
        .set("Content-Type", type + "; charset=utf-8")
        .set("Content-Security-Policy", POLICY)
        .set("X-Content-Type-Options", "nosniff")
        .set("Referrer-Policy", "no-referrer");
    for (byte[] part : parts) {
      w.write(part);
    }
  }

  private static byte[] read(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the jar");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
