package weft.pprof;

import java.io.IOException;
import java.text.ParseException;
import java.time.Duration;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import weft.Handler;
import weft.Request;
import weft.ResponseWriter;

/// `flight`: the last minutes of a recording that always runs, for looking at what has just
/// happened.
final class FlightRing implements Handler, AutoCloseable {

  private static final Duration WRITE_TIME = Duration.ofMinutes(1);

  private final Recording recording;

  /// Starts to record.
  ///
  /// @param keep how old events get
  /// @param bytesMax how much disk space they may take
  FlightRing(Duration keep, long bytesMax) {
    StackDepth.raise();
    try {
      recording = new Recording(Configuration.getConfiguration("default"));
    } catch (IOException | ParseException e) {
      throw new IllegalStateException("this JDK has no JFR settings named default", e);
    }
    recording.setName("weft.pprof flight");
    recording.setMaxAge(keep);
    recording.setMaxSize(bytesMax);
    recording.start();
  }

  @Override
  public void serve(ResponseWriter w, Request r) throws IOException {
    w.writeDeadline(WRITE_TIME);
    TraceHandler.send(recording, "flight.jfr", w);
  }

  @Override
  public void close() {
    recording.close();
  }
}
