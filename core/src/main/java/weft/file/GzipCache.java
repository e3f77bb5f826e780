package weft.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Compresses files of text when they are asked for, and keeps what was asked for last.
final class GzipCache {

  /// Below this, compression saves no packet.
  static final int FILE_BYTES_MIN = 1 << 10;

  /// What is larger is sent as it is: it would take too long for one request, and too much memory.
  static final int FILE_BYTES_MAX = 1 << 20;

  /// How much compressed content is kept.
  static final int KEPT_BYTES_MAX = 16 << 20;

  private record Key(List<String> names, EntityTag tag) {}

  private final ReentrantLock lock = new ReentrantLock();

  /// From the one that was asked for longest ago.
  private final LinkedHashMap<Key, byte[]> kept = new LinkedHashMap<>(16, 0.75f, true);

  private long keptBytes;

  /// Returns whether a file is one that is compressed.
  static boolean takes(RequestPath path, Node.Document document) {
    return document.size() >= FILE_BYTES_MIN
        && document.size() <= FILE_BYTES_MAX
        && MediaTypes.isCompressible(MediaTypes.ofName(path.last()));
  }

  /// Returns a document compressed. Its tag is weak: another release of the library that compresses
  /// may do it otherwise.
  Node.Document compress(RequestPath path, Node.Document document) throws IOException {
    var key = new Key(path.names(), document.tag());
    byte[] content = key.tag.weak() ? null : find(key);
    if (content == null) {
      content = gzip(document);
      if (!key.tag.weak()) { // otherwise the same tag may stand for another content
        keep(key, content);
      }
    }
    var tag = new EntityTag(true, document.tag().opaque());
    ContentSource source = ContentSource.of(content);
    return new Node.Document(document.modified(), content.length, tag, source, () -> {});
  }

  private static byte[] gzip(Node.Document document) throws IOException {
    var content = new ByteArrayOutputStream((int) document.size() / 2);
    try (InputStream in = document.content().open(0);
        var out = new GZIPOutputStream(content)) {
      out.write(in.readNBytes((int) document.size()));
    }
    return content.toByteArray();
  }

  private byte @Nullable [] find(Key key) {
    lock.lock();
    try {
      return kept.get(key);
    } finally {
      lock.unlock();
    }
  }

  private void keep(Key key, byte[] content) {
    lock.lock();
    try {
      byte[] other = kept.put(key, content);
      keptBytes += content.length - (other == null ? 0 : other.length);
      while (keptBytes > KEPT_BYTES_MAX) {
        keptBytes -= kept.pollFirstEntry().getValue().length;
      }
    } finally {
      lock.unlock();
    }
  }
}
