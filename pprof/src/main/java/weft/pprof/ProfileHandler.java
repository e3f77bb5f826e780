package weft.pprof;

import java.time.Duration;
import weft.Handler;
import weft.Request;
import weft.ResponseWriter;
import weft.Status;
import weft.StatusException;

/// Answers requests for one profile.
final class ProfileHandler implements Handler {

  /// What the answer may take longer than the profile itself.
  private static final Duration WRITE_TIME = Duration.ofMinutes(1);

  private static final int TEXT = 1;
  private static final int THREAD_DUMP = 2;

  private final String name;
  private final ProfileSource source;
  private final Duration secondsMax;

  ProfileHandler(String name, ProfileSource source, Duration secondsMax) {
    this.name = name;
    this.source = source;
    this.secondsMax = secondsMax;
  }

  @Override
  public void serve(ResponseWriter w, Request r) throws Exception {
    int debug = Parameters.debug(r);
    Duration time = Parameters.seconds(r, Duration.ZERO, secondsMax);
    switch (source) {
      case ProfileSource.Timed timed -> {
        Duration length = time.isZero() ? Endpoints.defaultTime(name) : time;
        w.writeDeadline(length.plus(WRITE_TIME));
        write(w, name, timed.take(new Window(r.cancellation(), length)), debug);
      }
      case ProfileSource.Snapshot snapshot when time.isZero() -> now(w, r, snapshot, debug);
      case ProfileSource.Snapshot snapshot -> {
        if (debug != 0) {
          throw new StatusException(
              Status.BAD_REQUEST, "seconds and debug params are incompatible");
        }
        w.writeDeadline(time.plus(WRITE_TIME));
        Profile before = snapshot.take(r);
        new Window(r.cancellation(), time).await();
        write(w, name + "-delta", snapshot.take(r).minus(before), debug);
      }
    }
  }

  private void now(ResponseWriter w, Request r, ProfileSource.Snapshot snapshot, int debug)
      throws Exception {
    w.writeDeadline(WRITE_TIME);
    if (debug == THREAD_DUMP && snapshot instanceof ThreadProfile) {
      w.header().set("Content-Type", "text/plain; charset=utf-8");
      ThreadDump.writeText(w);
    } else {
      write(w, name, snapshot.take(r), debug);
    }
  }

  private static void write(ResponseWriter w, String name, Profile profile, int debug)
      throws Exception {
    if (debug >= TEXT) {
      Endpoints.writeText(w, name, profile);
    } else {
      Endpoints.writeFile(w, name, profile);
    }
  }
}
