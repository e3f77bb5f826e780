package weft.file;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The resources below a folder of the class path, or of a module.
///
/// One in a jar is read through once, at its first use, for its tag; one in a directory each time,
/// because it may change. A folder is known by its index.
final class ResourceTree implements FileTree {

  private final Class<?> anchor;
  private final String folder;

  /// One for each resource that exists at most.
  private final Map<String, ContentHash> hashes = new ConcurrentHashMap<>();

  ResourceTree(Class<?> anchor, String folder) {
    this.anchor = anchor;
    this.folder = folder;
  }

  @Override
  public @Nullable Node open(RequestPath path) throws IOException {
    String name = folder + "/" + path.text();
    URL url = path.names().isEmpty() ? null : anchor.getResource("/" + name);
    if (url != null && isFile(url, name)) {
      ContentHash hash = hash(url, name);
      var content = new ForwardSource(url::openStream);
      return new Node.Document(null, hash.size(), hash.tag(), content, content);
    }
    String index = path.names().isEmpty() ? name + "index.html" : name + "/index.html";
    return anchor.getResource("/" + index) == null ? null : new Node.Folder();
  }

  private boolean isFile(URL url, String name) {
    return isInDirectory(url)
        ? Files.isRegularFile(path(url))
        : anchor.getResource("/" + name + "/") == null;
  }

  private static boolean isInDirectory(URL url) {
    return url.getProtocol().equals("file");
  }

  private static Path path(URL url) {
    try {
      return Path.of(new URI(url.toString()));
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private ContentHash hash(URL url, String name) throws IOException {
    ContentHash known = hashes.get(name);
    if (known != null) {
      return known;
    }
    try (InputStream in = url.openStream()) {
      ContentHash hash = ContentHash.of(in);
      if (!isInDirectory(url)) {
        hashes.put(name, hash);
      }
      return hash;
    }
  }

  @Override
  public @Nullable List<Entry> list(RequestPath path) {
    return null;
  }
}
