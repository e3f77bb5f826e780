package weft.pprof;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import weft.Handler;
import weft.ResponseWriter;

/// The files of the pages for people, from this jar. Nothing comes from anywhere else.
final class Assets {

  /// What the pages load and where from, relative to the page.
  static final List<String> SCRIPTS =
      List.of("ui.js", "flame.js", "profile.js", "live.js", "style.css");

  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private static final Map<String, String> TYPES =
      Map.of("html", "text/html", "js", "text/javascript", "css", "text/css");

  private Assets() {}

  /// Returns the handler of a file.
  static Handler file(String name) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1)) + "; charset=utf-8";
    return (w, _) -> {
      protect(w);
      w.header().set("Content-Type", type);
      w.write(read(name));
    };
  }

  /// Sets the fields that keep a page to itself.
  static void protect(ResponseWriter w) {
    w.header()
        .set("Content-Security-Policy", POLICY)
        .set("X-Content-Type-Options", "nosniff")
        .set("Referrer-Policy", "no-referrer");
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
