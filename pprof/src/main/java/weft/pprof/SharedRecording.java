package weft.pprof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/// One JFR recording for all profiles that are taken at the same time. It exists while there is
/// one, with the events that one of them needs.
///
/// The lock is held while JFR starts, dumps and stops: that blocks, on a virtual thread.
final class SharedRecording {

  /// Bounds the disk space of a recording; what is older goes first.
  private static final long BYTES_MAX = 512L << 20;

  /// An event to record and its settings.
  record Source(String event, Map<String, String> settings) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Source, Integer> users = new HashMap<>();
  private @Nullable Recording recording;

  /// Records `sources` until the lease is closed. Blocks while JFR starts: 0.3 s the first time.
  Lease record(List<Source> sources) {
    lock.lock();
    try {
      Recording current = recording;
      if (current == null) {
        StackDepth.raise();
        current = new Recording();
        current.setName("weft.pprof");
        current.setMaxSize(BYTES_MAX);
        recording = current;
      }
      sources.forEach(this::use);
      if (current.getState() == RecordingState.NEW) {
        current.start();
      }
      return new Lease(sources, Instant.now());
    } finally {
      lock.unlock();
    }
  }

  private void use(Source source) {
    if (users.merge(source, 1, Integer::sum) == 1) {
      var settings = Objects.requireNonNull(recording).enable(source.event());
      source.settings().forEach(settings::with);
    }
  }

  private void unuse(Source source) {
    if (users.merge(source, -1, (a, b) -> a + b == 0 ? null : a + b) == null) {
      Objects.requireNonNull(recording).disable(source.event());
    }
  }

  private void release(List<Source> sources) {
    lock.lock();
    try {
      sources.forEach(this::unuse);
      if (users.isEmpty()) {
        Objects.requireNonNull(recording).close();
        recording = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private void dump(Path file) throws IOException {
    lock.lock();
    try {
      if (recording != null) {
        recording.dump(file);
      }
    } finally {
      lock.unlock();
    }
  }

  /// The use of the recording by one profile. Close it once.
  final class Lease implements AutoCloseable {
    private final List<Source> sources;
    private final Instant from;

    private Lease(List<Source> sources, Instant from) {
      this.sources = new ArrayList<>(sources);
      this.from = from;
    }

    Instant from() {
      return from;
    }

    /// Returns how long it has recorded.
    Duration length() {
      return Duration.between(from, Instant.now());
    }

    /// Records `source` too, until it is removed or the lease is closed. Blocks for about 1 ms.
    void add(Source source) {
      lock.lock();
      try {
        sources.add(source);
        use(source);
      } finally {
        lock.unlock();
      }
    }

    /// Records a source that was added no more. Blocks for about 1 ms.
    void remove(Source source) {
      lock.lock();
      try {
        sources.remove(source);
        unuse(source);
      } finally {
        lock.unlock();
      }
    }

    /// Calls `action` with each event since the lease began, all that was recorded until now.
    /// Blocks.
    void read(Consumer<RecordedEvent> action) throws IOException {
      Path file = Files.createTempFile("weft-pprof", ".jfr");
      try {
        dump(file);
        try (var events = new RecordingFile(file)) {
          while (events.hasMoreEvents()) {
            RecordedEvent event = events.readEvent();
            if (!event.getEndTime().isBefore(from)) {
              action.accept(event);
            }
          }
        }
      } finally {
        Files.delete(file);
      }
    }

    @Override
    public void close() {
      release(sources);
    }
  }
}
