package weft.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/// The files of a zip archive. Each is read through once, at its first use, for its tag.
final class ZipTree implements FileTree {

  private final ZipFile zip;
  private final Map<String, List<Entry>> folders = new HashMap<>();

  /// One for each file of the archive at most.
  private final Map<String, ContentHash> hashes = new ConcurrentHashMap<>();

  ZipTree(ZipFile zip) {
    this.zip = zip;
    folders.put("", new ArrayList<>());
    zip.stream().forEach(this::enter);
  }

  private void enter(ZipEntry entry) {
    String name = entry.getName();
    if (entry.isDirectory()) {
      enterFolder(name.substring(0, name.length() - 1));
    } else {
      list(parent(name)).add(new Entry(last(name), false, entry.getSize(), modified(entry)));
    }
  }

  /// Enters a folder and those above it, from the root down.
  private void enterFolder(String name) {
    for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
      enterBelowParent(name.substring(0, end));
    }
    enterBelowParent(name);
  }

  private void enterBelowParent(String name) {
    if (folders.putIfAbsent(name, new ArrayList<>()) == null) {
      folders.getOrDefault(parent(name), List.of()).add(new Entry(last(name), true, 0, null));
    }
  }

  private List<Entry> list(String folder) {
    enterFolder(folder);
    return folders.getOrDefault(folder, List.of());
  }

  private static String parent(String name) {
    return name.substring(0, Math.max(0, name.lastIndexOf('/')));
  }

  private static String last(String name) {
    byte[] utf8 = name.substring(name.lastIndexOf('/') + 1).getBytes(StandardCharsets.UTF_8);
    return new String(utf8, StandardCharsets.ISO_8859_1);
  }

  private static @Nullable Instant modified(ZipEntry entry) {
    FileTime time = entry.getLastModifiedTime();
    return time == null ? null : time.toInstant();
  }

  @Override
  public @Nullable Node open(RequestPath path) throws IOException {
    String name = path.text();
    if (folders.containsKey(name)) {
      return new Node.Folder();
    }
    ZipEntry entry = zip.getEntry(name);
    if (entry == null || entry.isDirectory()) {
      return null;
    }
    ContentHash hash = hashes.get(name);
    if (hash == null) {
      try (InputStream in = zip.getInputStream(entry)) {
        hash = ContentHash.of(in);
      }
      hashes.put(name, hash);
    }
    var content = new ForwardSource(() -> zip.getInputStream(entry));
    return new Node.Document(
        LastModified.of(modified(entry)), hash.size(), hash.tag(), content, content);
  }

  @Override
  public @Nullable List<Entry> list(RequestPath folder) {
    List<Entry> entries = folders.get(folder.text());
    return entries == null ? null : entries.stream().limit(Listing.ENTRIES_MAX).toList();
  }
}
