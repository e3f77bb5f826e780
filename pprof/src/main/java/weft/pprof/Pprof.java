package weft.pprof;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import weft.Handler;
import weft.Middleware;
import weft.Request;
import weft.ServeMux;
import weft.ServerTrace;

/// Profiles of this process over HTTP, at `/debug/pprof/`: what `net/http/pprof` is for Go.
///
/// ```java
/// Pprof.register(mux);
/// ```
///
/// and then `go tool pprof http://127.0.0.1:8080/debug/pprof/profile`, or a browser at
/// `http://127.0.0.1:8080/debug/pprof/`. Nothing is registered that the program does not register.
///
/// Only clients on this machine are answered, unless [Builder#allowRemote] or [Builder#address] say
/// otherwise. Nothing is recorded while nobody asks for a profile. Samples carry the labels
/// `route`, `method` and `status` of the request that they were taken in.
public final class Pprof implements AutoCloseable {

  private static final class StandardHolder {
    static final Pprof STANDARD = builder().build();
  }

  /// Bounds how many look at the live page at once.
  private static final int VIEWERS_MAX = 8;

  private static final Handler PAGE = Assets.page("ui", "Profile");

  private final InFlight inFlight = new InFlight();
  private final Live live;
  private final Permits permits;
  private final @Nullable FlightRing flight;
  private final Handler endpoints;

  private Pprof(Builder b) {
    flight = b.flightKeep.isZero() ? null : new FlightRing(b.flightKeep, b.flightBytesMax);
    permits = new Permits(b.profilesMax);
    live = new Live(inFlight, b.secondsMax);
    endpoints = endpoints(b);
  }

  /// Registers the standard profiles on `mux`, which labels its requests from now on: the same as
  /// `builder().build().registerOn(mux)`, but all of them share recordings and bounds.
  ///
  /// @throws IllegalArgumentException if a pattern on the mux conflicts
  public static void register(ServeMux mux) {
    StandardHolder.STANDARD.registerOn(mux);
  }

  /// Returns the handler of the standard profiles, for `/debug/pprof/` and what is below. Without
  /// [#register], samples have no labels.
  public static Handler handler() {
    return StandardHolder.STANDARD.asHandler();
  }

  /// Starts to configure profiles.
  public static Builder builder() {
    return new Builder();
  }

  /// Registers the profiles on `mux`, and [#asMiddleware()] around all of its routes.
  ///
  /// @throws IllegalArgumentException if a pattern on the mux conflicts
  public void registerOn(ServeMux mux) {
    mux.handle("GET " + Endpoints.PREFIX, endpoints);
    mux.handle("POST " + Endpoints.PREFIX + "symbol", endpoints);
    mux.handle("GET " + Expvar.PATH, endpoints);
    mux.around(inFlight);
  }

  /// Returns the handler of the profiles, for `/debug/pprof/` and what is below, and for
  /// `/debug/vars`.
  public Handler asHandler() {
    return endpoints;
  }

  /// Returns the middleware that knows which thread works for which request; `block`, `mutex` and
  /// `wall` see only requests that pass it, and only their samples have labels.
  public Middleware asMiddleware() {
    return inFlight;
  }

  /// Returns a trace for [weft.server.Server.Builder#trace], with which the live page also shows
  /// the connections and what happens to them.
  public ServerTrace asTrace() {
    return live.asTrace();
  }

  /// Returns the trace of the standard profiles, as [#asTrace()] does.
  public static ServerTrace trace() {
    return StandardHolder.STANDARD.asTrace();
  }

  /// Returns how many requests are under way of those that pass [#asMiddleware()].
  int underWay() {
    return inFlight.count();
  }

  /// Returns how many profiles are being taken.
  int profiles() {
    return permits.used();
  }

  /// Ends the recording of [Builder#flight], if there is one.
  @Override
  public void close() {
    if (flight != null) {
      flight.close();
    }
  }

  private Handler endpoints(Builder b) {
    var recording = new SharedRecording();
    var all = new Endpoints(new Access(b.address, b.authenticator));
    all.add("", withPage(new IndexPage(inFlight, flight != null)));
    add(all, b, "profile", new CpuProfile(recording, inFlight, b.cpuTime));
    add(all, b, "allocs", new AllocProfile(recording, inFlight));
    add(all, b, "heap", new HeapProfile());
    add(all, b, "goroutine", ThreadProfile.all(inFlight));
    add(all, b, "threadcreate", ThreadProfile.platform(inFlight));
    var sockets = RecordedWaits.sockets(recording, inFlight);
    add(all, b, "block", WallProfile.block(inFlight, sockets));
    var monitors = RecordedWaits.monitors(recording, inFlight);
    add(all, b, "mutex", WallProfile.mutex(inFlight, monitors));
    add(all, b, "pinned", RecordedWaits.pinned(recording, inFlight));
    add(all, b, "wall", WallProfile.wall(inFlight));
    all.add("trace", permits.wrap(new TraceHandler(inFlight, b.secondsMax)));
    if (flight != null) {
      all.add("flight", permits.wrap(flight));
    }
    all.add("ui", PAGE).add("live", Assets.page("live", "Live"));
    Assets.SCRIPTS.forEach(name -> all.add("ui/" + name, Assets.file(name)));
    all.add("live/events", new Permits(VIEWERS_MAX).wrap(live));
    all.addPath(Expvar.PATH, Expvar::serve);
    return all.add("cmdline", new CommandLine()).add("symbol", new SymbolHandler());
  }

  /// Returns a handler that shows the flame graph where the request has `ui=1`.
  private static Handler withPage(Handler handler) {
    return (w, r) -> (Parameters.flag(r, "ui") ? PAGE : handler).serve(w, r);
  }

  private void add(Endpoints all, Builder b, String name, ProfileSource source) {
    all.add(name, withPage(permits.wrap(new ProfileHandler(name, source, b.secondsMax))));
  }

  /// Configures profiles.
  public static final class Builder {

    private @Nullable InetAddress address;
    private @Nullable Predicate<Request> authenticator;
    private Duration secondsMax = Duration.ofMinutes(10);
    private int profilesMax = 4;
    private boolean cpuTime;
    private Duration flightKeep = Duration.ZERO;
    private long flightBytesMax;

    private Builder() {}

    /// Serves remote clients that `authenticator` accepts; the others get 401 and are asked for
    /// Basic credentials. A profile tells much about a program: its code, its traffic, its command
    /// line. The authenticator should compare secrets in constant time.
    public Builder allowRemote(Predicate<Request> authenticator) {
      this.authenticator = authenticator;
      return this;
    }

    /// Serves whoever connects to this local address, such as the one of an internal network.
    public Builder address(InetAddress local) {
      address = local;
      return this;
    }

    /// Sets how long a profile may take. Default 10 minutes; a request for more is answered with
    /// 400.
    ///
    /// @throws IllegalArgumentException if it is less than a second
    public Builder timeMax(Duration max) {
      if (max.toSeconds() < 1) {
        throw new IllegalArgumentException("less than a second: " + max);
      }
      secondsMax = max;
      return this;
    }

    /// Sets how many profiles may be taken at once. Default 4; further requests are answered with
    /// 429.
    ///
    /// @throws IllegalArgumentException if it is not positive
    public Builder profilesMax(int profiles) {
      if (profiles < 1) {
        throw new IllegalArgumentException("not positive: " + profiles);
      }
      profilesMax = profiles;
      return this;
    }

    /// Sets whether `profile` uses JFR's CPU-time samples (JEP 509, Linux only), which are precise
    /// and see native code. Default false: they are experimental and have crashed JVMs.
    public Builder cpuTime(boolean on) {
      cpuTime = on;
      return this;
    }

    /// Records all the time, and serves the last of it as `flight`. Default off. Costs about one
    /// hundredth of the processor time.
    ///
    /// @param keep how much time is kept at least
    /// @param bytesMax how much disk space it may take
    /// @throws IllegalArgumentException if one is not positive
    public Builder flight(Duration keep, long bytesMax) {
      if (!keep.isPositive() || bytesMax <= 0) {
        throw new IllegalArgumentException("not positive: " + keep + ", " + bytesMax);
      }
      flightKeep = keep;
      flightBytesMax = bytesMax;
      return this;
    }

    /// Returns the profiles, and starts to record if [#flight] asks for it. Blocks then.
    public Pprof build() {
      return new Pprof(this);
    }
  }
}
