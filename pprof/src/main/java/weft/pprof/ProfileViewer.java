package weft.pprof;

import java.util.HashMap;
import java.util.Map;
import weft.Handler;
import weft.Handlers;
import weft.Request;
import weft.ResponseWriter;
import weft.Status;

/// Shows one file of pprof, of this or of any other program, as a flame graph: at
/// `/?file=profile.pb.gz`. For tools; a server that has [Pprof] shows its own.
public final class ProfileViewer implements Handler {

  private static final String FILE = "profile.pb.gz";

  private final Map<String, Handler> files = new HashMap<>();

  /// Creates a viewer.
  ///
  /// @param profile a message of profile.proto, gzipped or not
  public ProfileViewer(byte[] profile) {
    byte[] copy = profile.clone();
    files.put("/", Assets.page("ui", "Profile"));
    Assets.SCRIPTS.forEach(name -> files.put("/ui/" + name, Assets.file(name)));
    files.put(
        "/" + FILE,
        (w, _) -> {
          w.header().set("Content-Type", "application/octet-stream");
          w.write(copy);
        });
  }

  /// Returns the target of the page, `/?file=profile.pb.gz`.
  public String target() {
    return "/?file=" + FILE;
  }

  @Override
  public void serve(ResponseWriter w, Request r) throws Exception {
    Handler file = files.get(r.path());
    if (file == null) {
      Handlers.error(w, "404 page not found", Status.NOT_FOUND);
    } else {
      file.serve(w, r);
    }
  }
}
