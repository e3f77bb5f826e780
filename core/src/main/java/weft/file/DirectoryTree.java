package weft.file;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.internal.linux.Beneath;
import weft.internal.text.PercentEncoding;

/// The files below a directory. Symbolic links are followed as long as they lead to a place below
/// it.
///
/// Where the kernel can open a path and keep it below a directory in one step ([Beneath]), it does;
/// what it leaves open, and everything elsewhere, is resolved first and then opened ([Confined]).
final class DirectoryTree implements FileTree {

  /// A file may change twice in the time that its file system takes for one moment, two seconds
  /// with FAT. Until then its validator is weak (RFC 9110 §8.8.1).
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private final Path root;
  private final InstantSource clock;
  private final @Nullable Beneath beneath;
  private final SmallFiles small;

  DirectoryTree(Path root, InstantSource clock) {
    this(root, clock, Beneath.of(root));
  }

  /// @param beneath null if every path is to be resolved
  DirectoryTree(Path root, InstantSource clock, @Nullable Beneath beneath) {
    this.root = root;
    this.clock = clock;
    this.beneath = beneath;
    small = new SmallFiles(clock, SETTLED);
  }

  @Override
  public @Nullable Node open(RequestPath request) throws IOException {
    return beneath == null ? openResolved(request) : openBeneath(beneath, request);
  }

  private @Nullable Node openBeneath(Beneath beneath, RequestPath request) throws IOException {
    String name = request.names().isEmpty() ? "." : String.join("/", request.names());
    Node.Document kept = small.find(name);
    if (kept != null) {
      return kept;
    }
    byte[] kernelName = (name + "\0").getBytes(StandardCharsets.ISO_8859_1);
    return switch (beneath.open(kernelName)) {
      case Beneath.File file when small.takes(file.status()) ->
          small.keep(name, beneath.known(kernelName, file), document(file));
      case Beneath.File file -> document(file);
      case Beneath.Directory _ -> new Node.Folder();
      case Beneath.Missing _ -> null;
      case Beneath.Unknown _ -> openResolved(request);
    };
  }

  private Node.Document document(Beneath.File file) {
    return document(file.file(), file.status().modified(), file.status().size());
  }

  private @Nullable Node openResolved(RequestPath request) throws IOException {
    Path path = root;
    try {
      Path realRoot = root.toRealPath();
      path = below(realRoot, request);
      Path real = path.toRealPath();
      if (real.equals(realRoot)) {
        return new Node.Folder();
      }
      return real.startsWith(realRoot) ? open(new Confined(realRoot, real)) : null;
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

  private @Nullable Node open(Confined confined) throws IOException {
    Confined.Found found = confined.open();
    if (found == null) {
      return null;
    }
    Instant modified = found.attributes().lastModifiedTime().toInstant();
    return found.channel() == null
        ? new Node.Folder()
        : document(found.channel(), modified, found.attributes().size());
  }

  private Node.Document document(SeekableByteChannel file, Instant modified, long size) {
    boolean weak = modified.plus(SETTLED).isAfter(clock.instant());
    long nanos = modified.getEpochSecond() * 1_000_000_000 + modified.getNano();
    String opaque = "\"" + Long.toHexString(nanos) + "-" + Long.toHexString(size) + "\"";
    return new Node.Document(
        LastModified.of(modified),
        size,
        new EntityTag(weak, opaque),
        new ChannelSource(file),
        file);
  }

  @Override
  public List<Entry> list(RequestPath folder) throws IOException {
    Path realRoot = root.toRealPath();
    Path real = below(realRoot, folder).toRealPath();
    return real.startsWith(realRoot) ? new DirectoryListing(realRoot, real).entries() : List.of();
  }

  private Path below(Path realRoot, RequestPath request) {
    Path path = realRoot;
    for (String name : request.names()) {
      path = path.resolve(fileName(name));
    }
    return path;
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
}
