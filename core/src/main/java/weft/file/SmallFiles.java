package weft.file;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import weft.internal.linux.FileStatus;
import weft.internal.linux.KnownFile;

/// Small files that were asked for, in memory. The kernel is asked each time whether a file is
/// still the same; that is one call instead of seven.
final class SmallFiles {

  /// What is larger is read anew each time.
  static final int FILE_BYTES_MAX = 16 << 10;

  /// How much content is kept; when there is more, all is forgotten.
  static final int KEPT_BYTES_MAX = 16 << 20;

  /// How many files are kept, for those that are empty.
  static final int KEPT_MAX = 16 << 10;

  private record Kept(KnownFile file, Node.Document document) {}

  private final InstantSource clock;
  private final Duration settled;
  private final ConcurrentHashMap<String, Kept> kept = new ConcurrentHashMap<>();
  private final AtomicLong keptBytes = new AtomicLong();

  /// @param settled how long ago a file must have changed, so that another change is seen
  SmallFiles(InstantSource clock, Duration settled) {
    this.clock = clock;
    this.settled = settled;
  }

  /// Returns the file of this name if it is kept and still the same.
  Node.@Nullable Document find(String name) {
    Kept found = kept.get(name);
    return found != null && found.file.isUnchanged() ? found.document : null;
  }

  /// Returns whether a file is one that is kept.
  boolean takes(FileStatus status) {
    Instant latest = clock.instant().minus(settled);
    return status.size() <= FILE_BYTES_MAX
        && !status.changed().isAfter(latest)
        && !status.modified().isAfter(latest);
  }

  /// Reads and closes a file that was just opened, and keeps it.
  Node.Document keep(String name, KnownFile file, Node.Document opened) throws IOException {
    byte[] content;
    try (opened;
        var in = opened.content().open(0)) {
      content = in.readNBytes((int) opened.size());
    }
    var source = new BytesSource(content);
    var document =
        new Node.Document(opened.modified(), content.length, opened.tag(), source, () -> {});
    if (content.length == opened.size()) {
      put(name, new Kept(file, document));
    }
    return document;
  }

  private void put(String name, Kept file) {
    long size = file.document.size();
    if (keptBytes.addAndGet(size) > KEPT_BYTES_MAX || kept.size() >= KEPT_MAX) {
      kept.clear();
      keptBytes.set(size);
    }
    kept.put(name, file);
  }
}
