package weft.pprof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  record Source(String event, Map<String, String> settings) {
    static Source of(String event) {
      return new Source(event, Map.of());
    }
  }

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
      for (Source source : sources) {
        users.merge(source, 1, Integer::sum);
        var settings = current.enable(source.event());
        source.settings().forEach(settings::with);
      }
      if (current.getState() == RecordingState.NEW) {
        current.start();
      }
      return new Lease(sources, Instant.now());
    } finally {
      lock.unlock();
    }
  }

  private void release(List<Source> sources) {
    lock.lock();
    try {
      Recording current = recording;
      if (current == null) {
        return;
      }
      for (Source source : sources) {
        if (users.merge(source, -1, (a, b) -> a + b == 0 ? null : a + b) == null) {
          current.disable(source.event());
        }
      }
      if (users.isEmpty()) {
        recording = null;
        current.close();
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
      this.sources = sources;
      this.from = from;
    }

    Instant from() {
      return from;
    }

    /// Calls `first` and then `second` with each event since the lease began, all that was recorded
    /// until now. Blocks.
    void read(Consumer<RecordedEvent> first, Consumer<RecordedEvent> second) throws IOException {
      Path file = Files.createTempFile("weft-pprof", ".jfr");
      try {
        dump(file);
        forEach(file, first);
        forEach(file, second);
      } finally {
        Files.delete(file);
      }
    }

    private void forEach(Path file, Consumer<RecordedEvent> action) throws IOException {
      try (var events = new RecordingFile(file)) {
        while (events.hasMoreEvents()) {
          RecordedEvent event = events.readEvent();
          if (!event.getEndTime().isBefore(from)) {
            action.accept(event);
          }
        }
      }
    }

    @Override
    public void close() {
      release(sources);
    }
  }
}
