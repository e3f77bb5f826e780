package weft.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipFile;
import picocli.CommandLine.Option;
import weft.file.FileServer;

/// The options for what is served, and how.
final class SiteOptions {

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

  /// Returns what serves `root`.
  ///
  /// @throws IllegalArgumentException if a value of an option is none
  FileServer handler(Path root) throws IOException {
    FileServer.Builder files =
        Files.isDirectory(root)
            ? FileServer.builder(root)
            : FileServer.builder(new ZipFile(root.toFile()));
    return files
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
}
