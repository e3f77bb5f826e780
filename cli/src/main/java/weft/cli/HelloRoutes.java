package weft.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import weft.ServeMux;
import weft.pprof.Pprof;

/// The routes that `weft hello` serves.
final class HelloRoutes {

  private static final String INDEX =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <title>Weft</title>
      <h1>Weft</h1>
      <ul>
        <li><a href="/hello">/hello</a>: text, with your address and method
        <li><a href="/sister">/sister</a>: more text
        <li><a href="/page">/page</a>: an HTML file
        <li><a href="/debug/pprof/">/debug/pprof/</a>: profiles of this server
      </ul>
      """;

  /// Made by the first request for it: the start is sooner by the making of a temporary file.
  private static final class PageOfTheJar {
    static final Path FILE = page();
  }

  private HelloRoutes() {}

  /// Returns a mux in which `/page` is a copy of the page of this jar.
  static ServeMux mux() {
    return mux(() -> PageOfTheJar.FILE);
  }

  /// Returns a mux in which `/page` is the file `page`.
  static ServeMux mux(Supplier<Path> page) {
    var mux = new ServeMux();
    mux.handle("/{$}", (w, _) -> w.print(INDEX));
    mux.handle(
        "/hello",
        (w, r) -> {
          w.print(r.remoteAddr() + ";");
          w.print(r.method());
          w.print("hello 祥哥 hello go");
        });
    mux.handle("/sister", (w, _) -> w.print("你妹"));
    mux.handle("/page", (w, _) -> Files.copy(page.get(), w));
    Pprof.register(mux);
    return mux;
  }

  /// Copies the page of this jar to a temporary file, which is deleted when the process ends.
  ///
  /// @throws UncheckedIOException if there is no room for it
  static Path page() {
    try (InputStream in = HelloRoutes.class.getResourceAsStream("page.html")) {
      if (in == null) {
        throw new IllegalStateException("page.html is missing from the jar");
      }
      Path page = Files.createTempFile("weft-page", ".html");
      page.toFile().deleteOnExit();
      Files.write(page, in.readAllBytes());
      return page;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
