package weft.pprof;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// `wall`, `block` and `mutex`: where requests that are under way spend time, running or waiting,
/// by looking at each of them again and again.
///
/// JFR does not report when a virtual thread waits for a lock, so this looks for itself; what JFR
/// does report of other threads is added. It looks on the thread of the request for the profile.
/// What it sees stands for all the time since it looked before: a short request is seldom seen, and
/// counts for many then. Looking takes some 30 µs for each thread; the pauses between rounds are so
/// long that it takes no more than a fiftieth of one processor.
final class WallProfile implements ProfileSource.Timed {

  private static final Duration PAUSE_MIN = Duration.ofMillis(20);

  /// Pauses are this many times as long as the round before.
  private static final int PAUSE_FACTOR = 50;

  private final InFlight inFlight;
  private final Wait.Filter filter;
  private final Supplier<Profile> empty;
  private final @Nullable RecordedWaits recorded;

  private WallProfile(
      InFlight inFlight,
      Wait.Filter filter,
      Supplier<Profile> empty,
      @Nullable RecordedWaits recorded) {
    this.inFlight = inFlight;
    this.filter = filter;
    this.empty = empty;
    this.recorded = recorded;
  }

  /// Returns an empty profile of waits.
  static Profile delays() {
    return new Profile(
        new Profile.Kind("contentions", "count"), new Profile.Kind("delay", "nanoseconds"));
  }

  /// Returns the source of all time that requests take.
  static WallProfile wall(InFlight inFlight) {
    return new WallProfile(
        inFlight,
        _ -> true,
        () ->
            new Profile(
                new Profile.Kind("samples", "count"), new Profile.Kind("wall", "nanoseconds")),
        null);
  }

  /// Returns the source of the time that requests wait for anything but a lock.
  ///
  /// @param recorded such waits of other threads
  static WallProfile block(InFlight inFlight, RecordedWaits recorded) {
    return new WallProfile(
        inFlight, wait -> wait.isWaiting() && !wait.isForLock(), WallProfile::delays, recorded);
  }

  /// Returns the source of the time that requests wait for a lock.
  ///
  /// @param recorded such waits of other threads
  static WallProfile mutex(InFlight inFlight, RecordedWaits recorded) {
    return new WallProfile(inFlight, Wait::isForLock, WallProfile::delays, recorded);
  }

  @Override
  public Profile take(Window window) throws Exception {
    var profile = empty.get();
    if (recorded == null) {
      watch(profile, window);
      return profile;
    }
    try (var log = new RequestLog(inFlight);
        var lease = recorded.start()) {
      watch(profile, window);
      recorded.addTo(profile, lease, log);
    }
    return profile;
  }

  private void watch(Profile profile, Window window) throws Exception {
    Instant from = Instant.now();
    long begin = System.nanoTime();
    long end = begin + window.length().toNanos();
    long round = begin;
    long spent = 0;
    while (round < end) {
      long pause = Math.max(PAUSE_MIN.toNanos(), PAUSE_FACTOR * spent);
      window.pause(Duration.ofNanos(Math.min(pause, end - round)));
      long now = System.nanoTime();
      sample(profile, now - round);
      round = now;
      spent = System.nanoTime() - now;
    }
    profile.during(from, Duration.ofNanos(round - begin));
    profile.period(PAUSE_MIN.toNanos());
  }

  /// Adds what each request does now, as if it had done so for `nanos`.
  private void sample(Profile profile, long nanos) {
    for (InFlight.Running running : inFlight.all()) {
      if (!running.thread().equals(Thread.currentThread()) && !isProfile(running)) {
        var wait = new Wait(running.thread().getState(), running.thread().getStackTrace());
        if (wait.stack().length > 0 && filter.accepts(wait)) {
          profile.add(
              frames(wait.stack()),
              Labels.with(running.labels(), "state", wait.state().name()),
              1,
              nanos);
        }
      }
    }
  }

  /// Returns whether a request is one that waits for its own profile.
  private static boolean isProfile(InFlight.Running running) {
    return running.request().path().startsWith(Endpoints.PREFIX);
  }

  private static List<Frame> frames(StackTraceElement[] stack) {
    var frames = new ArrayList<Frame>(stack.length);
    for (StackTraceElement e : stack) {
      frames.add(Frame.of(e));
    }
    return frames;
  }
}
