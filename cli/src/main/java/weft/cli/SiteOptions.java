package weft.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import weft.Handler;
import weft.file.FileServer;
import weft.middleware.AccessLog;
import weft.middleware.BasicAuth;
import weft.middleware.Cors;

/// The options for what is served, and how.
final class SiteOptions {

  private static final String ANY_ORIGIN = "*";

  @Option(
      names = "--spa",
      description =
          "Answer with /index.html for paths that are no files, as single-page apps want.")
  private boolean singlePage;

  @Option(names = "--no-listing", description = "Do not list directories that have no index.html.")
  private boolean noListing;

  @Option(names = "--dot-files", description = "Serve names that begin with a dot too.")
  private boolean dotFiles;

  @Option(names = "--no-compress", description = "Do not compress text with gzip.")
  private boolean noCompress;

  @Option(
      names = "--cache-control",
      paramLabel = "VALUE",
      defaultValue = "no-cache",
      description =
          "What caches may do (default ${DEFAULT-VALUE}: ask each time). Names with a"
              + " hash, such as app.3f2a1b9c.js, are kept for a year.")
  private String cacheControl;

  @Option(
      names = "--cors",
      arity = "0..1",
      paramLabel = "ORIGIN",
      fallbackValue = ANY_ORIGIN,
      description = "Let pages of another origin, or of any, read what is served.")
  private @Nullable String cors;

  @Option(
      names = "--auth",
      paramLabel = "USER:PASSWORD",
      defaultValue = "${env:WEFT_AUTH}",
      description =
          "Ask for a user name and password. Better in WEFT_AUTH, where ps does not show" + " it.")
  private @Nullable String auth;

  @Option(
      names = {"-q", "--quiet"},
      description = "Do not log each request.")
  private boolean quiet;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description =
          "When the log has colours: auto, always or never (default auto: on a terminal).")
  private Colors colors;

  /// Returns what serves `root` and logs to `out`.
  ///
  /// @throws IllegalArgumentException if a value of an option is none
  Handler handler(Path root, PrintWriter out) throws IOException {
    Handler site = files(root);
    if (auth != null) {
      site = BasicAuth.of("weft", credentials(auth)).wrap(site);
    }
    if (cors != null) {
      site = (cors.equals(ANY_ORIGIN) ? Cors.allowAny() : Cors.allow(cors)).wrap(site);
    }
    return quiet ? site : AccessLog.of(new ConsoleLog(out, colors.used())).wrap(site);
  }

  private FileServer files(Path root) throws IOException {
    return builder(root)
        .singlePage(singlePage)
        .listing(!noListing)
        .dotFiles(dotFiles)
        .gzip(!noCompress)
        .precompressed(!noCompress)
        .cacheControl(cacheControl)
        .immutable(FileServer::isFingerprinted)
        .notFoundPage("404.html")
        .build();
  }

  private static FileServer.Builder builder(Path root) throws IOException {
    if (Files.isDirectory(root)) {
      return FileServer.builder(root);
    }
    try {
      return FileServer.builder(new ZipFile(root.toFile()));
    } catch (ZipException e) {
      String message = "neither a directory nor a zip archive: " + root;
      throw new IllegalArgumentException(message, e);
    }
  }

  private static Map<String, String> credentials(String auth) {
    int colon = auth.indexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("--auth takes USER:PASSWORD");
    }
    return Map.of(auth.substring(0, colon), auth.substring(colon + 1));
  }
}
