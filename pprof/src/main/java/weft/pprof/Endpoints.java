package weft.pprof;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import weft.Handler;
import weft.Handlers;
import weft.Methods;
import weft.Request;
import weft.ResponseWriter;
import weft.Status;
import weft.StatusException;

/// Everything below `/debug/pprof/`, and `/debug/vars`: checks who asks, finds what is asked for,
/// and answers errors as Go does, so that `go tool pprof` shows their text.
final class Endpoints implements Handler {

  static final String PREFIX = "/debug/pprof/";

  private static final Duration CPU_DEFAULT = Duration.ofSeconds(30);
  private static final Duration WATCH_DEFAULT = Duration.ofSeconds(5);

  private final Access access;
  private final Map<String, Handler> handlers = new LinkedHashMap<>();

  Endpoints(Access access) {
    this.access = access;
  }

  /// Adds what answers for `name`, the path below the prefix.
  Endpoints add(String name, Handler handler) {
    return addPath(PREFIX + name, handler);
  }

  Endpoints addPath(String path, Handler handler) {
    handlers.put(path, handler);
    return this;
  }

  @Override
  public void serve(ResponseWriter w, Request r) throws Exception {
    try {
      access.check(r);
      String path = r.path();
      Handler handler = handlers.get(path);
      if (handler == null) {
        throw new StatusException(Status.NOT_FOUND, "Unknown profile");
      }
      checkMethod(path, r.method());
      w.header().set("X-Content-Type-Options", "nosniff").set("Cache-Control", "no-store");
      handler.serve(w, r);
    } catch (StatusException e) {
      if (w.isCommitted() || r.cancellation().isCancelled()) {
        throw e;
      }
      error(w, e);
    }
  }

  private static void checkMethod(String path, String method) throws StatusException {
    boolean read = method.equals(Methods.GET) || method.equals(Methods.HEAD);
    if (!read && !(method.equals(Methods.POST) && path.equals(PREFIX + "symbol"))) {
      throw new StatusException(Status.METHOD_NOT_ALLOWED, "profiles are fetched with GET");
    }
  }

  private static void error(ResponseWriter w, StatusException e) throws IOException {
    w.header().remove("Content-Disposition").set("X-Go-Pprof", "1");
    switch (e.status()) {
      case Status.UNAUTHORIZED -> w.header().set("WWW-Authenticate", "Basic realm=\"pprof\"");
      case Status.METHOD_NOT_ALLOWED -> w.header().set("Allow", "GET, HEAD");
      default -> {}
    }
    Handlers.error(w, String.valueOf(e.getMessage()), e.status());
  }

  /// Returns the time that a profile is watched for if the request does not say.
  static Duration defaultTime(String name) {
    return name.equals("profile") ? CPU_DEFAULT : WATCH_DEFAULT;
  }

  /// Writes `profile` as a file of pprof. Blocks.
  static void writeFile(ResponseWriter w, String name, Profile profile) throws IOException {
    w.header()
        .set("Content-Type", "application/octet-stream")
        .set("Content-Disposition", "attachment; filename=\"" + name + "\"");
    ProfileEncoder.write(profile, w);
  }

  /// Writes `profile` as text. Blocks.
  static void writeText(ResponseWriter w, String name, Profile profile) throws IOException {
    w.header().set("Content-Type", "text/plain; charset=utf-8");
    var out = new OutputStreamWriter(w, StandardCharsets.UTF_8);
    ProfileText.write(name, profile, out);
    out.flush();
  }
}
