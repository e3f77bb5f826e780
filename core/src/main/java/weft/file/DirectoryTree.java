package weft.file;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import weft.internal.text.PercentEncoding;

/// The files below a directory. Symbolic links are followed as long as they lead to a place below
/// it.
///
/// The path is resolved first, and what it resolves to is then opened name by name from the root
/// without following links (`openat`), so that a link put there in between leads nowhere. A file
/// system that cannot do that is asked a second time where the path leads, after the file is open.
///
/// Only regular files are opened: a FIFO would block, a device do anything.
record DirectoryTree(Path root, InstantSource clock) implements FileTree {

  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  /// A file may change twice in the time that its file system takes for one moment, two seconds
  /// with FAT. Until then its validator is weak (RFC 9110 §8.8.1).
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private static final int TRIES = 5;

  /// Opens one file without following a link.
  private interface Opener {
    FileChannel open() throws IOException;
  }

  @Override
  public @Nullable Node open(RequestPath request) throws IOException {
    Path path = root;
    try {
      Path realRoot = root.toRealPath();
      path = realRoot;
      for (String name : request.names()) {
        path = path.resolve(fileName(name));
      }
      Path real = path.toRealPath();
      if (real.equals(realRoot)) {
        return new Node.Folder();
      }
      return real.startsWith(realRoot) ? openBelow(realRoot, real) : null;
    } catch (NoSuchFileException | InvalidPathException e) {
      return null;
    } catch (AccessDeniedException e) {
      throw e;
    } catch (FileSystemException e) {
      if (Files.exists(path)) {
        throw e;
      }
      return null; // a file where a folder should be, a name that is too long, a loop of links
    }
  }

  // A path made of text cannot have all octets, and only ASCII under some locales; one made of a
  // URI can.
  private Path fileName(String octets) {
    boolean ascii = octets.chars().allMatch(c -> c < 0x80);
    if (!ascii && root.getFileSystem().equals(FileSystems.getDefault())) {
      URI uri = URI.create("file:///" + PercentEncoding.encodeOctets(octets));
      return Objects.requireNonNull(Path.of(uri).getFileName());
    }
    byte[] name = octets.getBytes(StandardCharsets.ISO_8859_1);
    return root.getFileSystem().getPath(new String(name, StandardCharsets.UTF_8));
  }

  @Override
  public List<Entry> list(RequestPath folder) throws IOException {
    Path realRoot = root.toRealPath();
    Path path = realRoot;
    for (String name : folder.names()) {
      path = path.resolve(fileName(name));
    }
    var entries = new ArrayList<Entry>();
    Path real = path.toRealPath();
    if (!real.startsWith(realRoot)) {
      return entries;
    }
    try (DirectoryStream<Path> directory = Files.newDirectoryStream(real)) {
      for (Path file : directory) {
        Entry entry = entry(file, realRoot);
        if (entry != null && entries.size() < Listing.ENTRIES_MAX) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  /// Returns null for what [#open] would not serve.
  private static @Nullable Entry entry(Path file, Path realRoot) {
    try {
      if (Files.isSymbolicLink(file) && !file.toRealPath().startsWith(realRoot)) {
        return null;
      }
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      String name = octets(file);
      Instant modified = attributes.lastModifiedTime().toInstant();
      if (attributes.isDirectory()) {
        return new Entry(name, true, 0, modified);
      }
      return attributes.isRegularFile()
          ? new Entry(name, false, attributes.size(), modified)
          : null;
    } catch (IOException gone) {
      return null;
    }
  }

  private static String octets(Path file) {
    if (file.getFileSystem().equals(FileSystems.getDefault())) {
      String[] segments = file.toUri().getRawPath().split("/", -1);
      int last = segments.length - 1;
      boolean slash = segments[last].isEmpty(); // of a folder
      return PercentEncoding.decodeOctets(segments[slash ? last - 1 : last]);
    }
    byte[] utf8 =
        Objects.requireNonNull(file.getFileName()).toString().getBytes(StandardCharsets.UTF_8);
    return new String(utf8, StandardCharsets.ISO_8859_1);
  }

  private @Nullable Node openBelow(Path realRoot, Path real) throws IOException {
    try (DirectoryStream<Path> directory = Files.newDirectoryStream(realRoot)) {
      return directory instanceof SecureDirectoryStream<Path> secure
          ? openBelow(secure, realRoot.relativize(real))
          : openChecked(real);
    }
  }

  private @Nullable Node openBelow(SecureDirectoryStream<Path> directory, Path relative)
      throws IOException {
    Path first = relative.getName(0);
    if (relative.getNameCount() == 1) {
      return openIn(directory, first);
    }
    try (var next = directory.newDirectoryStream(first, LinkOption.NOFOLLOW_LINKS)) {
      return openBelow(next, relative.subpath(1, relative.getNameCount()));
    }
  }

  private @Nullable Node openIn(SecureDirectoryStream<Path> directory, Path name)
      throws IOException {
    var view =
        directory.getFileAttributeView(
            name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    return open(view, () -> (FileChannel) directory.newByteChannel(name, READ));
  }

  private @Nullable Node openChecked(Path real) throws IOException {
    var view =
        Files.getFileAttributeView(real, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    Node node = open(view, () -> FileChannel.open(real, READ));
    if (node != null && !real.equals(real.toRealPath())) {
      node.close();
      return null;
    }
    return node;
  }

  /// Opens the file and describes it. The description is that of the open file: it was the same
  /// before and after.
  private @Nullable Node open(BasicFileAttributeView view, Opener opener) throws IOException {
    BasicFileAttributes before = view.readAttributes();
    for (int i = 0; i < TRIES; i++) {
      if (before.isDirectory()) {
        return new Node.Folder();
      }
      if (!before.isRegularFile()) {
        return null;
      }
      FileChannel channel = opener.open();
      BasicFileAttributes after = view.readAttributes();
      if (isSame(before, after)) {
        return document(channel, after);
      }
      channel.close();
      before = after;
    }
    throw new IOException("the file was replaced " + TRIES + " times while it was opened");
  }

  private static boolean isSame(BasicFileAttributes a, BasicFileAttributes b) {
    return a.lastModifiedTime().equals(b.lastModifiedTime())
        && a.size() == b.size()
        && Objects.equals(a.fileKey(), b.fileKey());
  }

  private Node.Document document(FileChannel channel, BasicFileAttributes attributes) {
    Instant modified = attributes.lastModifiedTime().toInstant();
    boolean weak = modified.plus(SETTLED).isAfter(clock.instant());
    String nanos = Long.toHexString(attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    var tag = new EntityTag(weak, "\"" + nanos + "-" + Long.toHexString(attributes.size()) + "\"");
    return new Node.Document(modified, attributes.size(), tag, new ChannelSource(channel), channel);
  }
}
