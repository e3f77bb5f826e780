package weft.pprof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import weft.Handler;
import weft.Request;
import weft.ResponseWriter;

/// `trace`: everything that JFR records in a time, as a `.jfr` file, for JDK Mission Control,
/// IntelliJ IDEA or the command `jfr`. Deviates: `go tool trace` cannot read it.
final class TraceHandler implements Handler {

  private static final Duration DEFAULT = Duration.ofSeconds(1);
  private static final Duration WRITE_TIME = Duration.ofMinutes(1);
  private static final long BYTES_MAX = 512L << 20;

  private final InFlight inFlight;
  private final Duration secondsMax;

  TraceHandler(InFlight inFlight, Duration secondsMax) {
    this.inFlight = inFlight;
    this.secondsMax = secondsMax;
  }

  @Override
  public void serve(ResponseWriter w, Request r) throws Exception {
    Duration length = Parameters.fraction(r, DEFAULT, secondsMax);
    w.writeDeadline(length.plus(WRITE_TIME));
    InFlight.Listener listener = (_, _) -> {}; // so that requests have their events
    try (var recording = start()) {
      inFlight.attach(listener);
      try {
        new Window(r.cancellation(), length).await();
      } finally {
        inFlight.detach(listener);
      }
      send(recording, "trace.jfr", w);
    }
  }

  private static Recording start() throws IOException, ParseException {
    StackDepth.raise();
    var recording = new Recording(Configuration.getConfiguration("profile"));
    recording.setName("weft.pprof trace");
    recording.setMaxSize(BYTES_MAX);
    recording.enable(HandlerEvent.NAME);
    recording.start();
    return recording;
  }

  /// Sends what `recording` has so far. Blocks.
  static void send(Recording recording, String name, ResponseWriter w) throws IOException {
    Path file = Files.createTempFile("weft-pprof", ".jfr");
    try {
      recording.dump(file);
      w.header()
          .set("Content-Type", "application/octet-stream")
          .set("Content-Disposition", "attachment; filename=\"" + name + "\"")
          .set("Content-Length", Long.toString(Files.size(file)));
      Files.copy(file, w);
    } finally {
      Files.delete(file);
    }
  }
}
