package weft.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.internal.text.PercentEncoding;

/// What a directory below a root has, both without links. It is opened as in [Confined].
record DirectoryListing(Path root, Path place) {

  /// Returns what a [DirectoryTree] would serve, in no order, [Listing#ENTRIES_MAX] at most.
  List<Entry> entries() throws IOException {
    try (DirectoryStream<Path> top = Files.newDirectoryStream(root)) {
      if (top instanceof SecureDirectoryStream<Path> secure) {
        return place.equals(root) ? entries(secure) : entriesBelow(secure, root.relativize(place));
      }
    }
    try (DirectoryStream<Path> directory = Files.newDirectoryStream(place)) {
      return place.equals(place.toRealPath()) ? entries(directory) : List.of();
    }
  }

  private List<Entry> entriesBelow(SecureDirectoryStream<Path> directory, Path relative)
      throws IOException {
    try (var next = directory.newDirectoryStream(relative.getName(0), LinkOption.NOFOLLOW_LINKS)) {
      int names = relative.getNameCount();
      return names == 1 ? entries(next) : entriesBelow(next, relative.subpath(1, names));
    }
  }

  private List<Entry> entries(DirectoryStream<Path> directory) {
    var entries = new ArrayList<Entry>();
    for (Path file : directory) {
      Entry entry = entry(directory, Objects.requireNonNull(file.getFileName()));
      if (entry != null && entries.size() < Listing.ENTRIES_MAX) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private @Nullable Entry entry(DirectoryStream<Path> directory, Path name) {
    try {
      BasicFileAttributes attributes = view(directory, name).readAttributes();
      if (attributes.isSymbolicLink()) {
        Path real = place.resolve(name).toRealPath();
        if (!real.startsWith(root)) {
          return null;
        }
        attributes = Files.readAttributes(real, BasicFileAttributes.class);
      }
      boolean folder = attributes.isDirectory();
      boolean served = folder || attributes.isRegularFile();
      long size = folder ? 0 : attributes.size();
      Instant modified = attributes.lastModifiedTime().toInstant();
      return served ? new Entry(octets(name), folder, size, modified) : null;
    } catch (IOException gone) {
      return null;
    }
  }

  private BasicFileAttributeView view(DirectoryStream<Path> directory, Path name) {
    return directory instanceof SecureDirectoryStream<Path> secure
        ? secure.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        : Files.getFileAttributeView(
            place.resolve(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static String octets(Path name) {
    if (name.getFileSystem().equals(FileSystems.getDefault())) {
      String[] segments = name.toUri().getRawPath().split("/", -1);
      int last = segments.length - 1;
      boolean slash = segments[last].isEmpty(); // a folder of that name is where the process is
      return PercentEncoding.decodeOctets(segments[slash ? last - 1 : last]);
    }
    byte[] utf8 = name.toString().getBytes(StandardCharsets.UTF_8);
    return new String(utf8, StandardCharsets.ISO_8859_1);
  }
}
