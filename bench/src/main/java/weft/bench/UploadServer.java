package weft.bench;

import java.io.IOException;
import java.io.OutputStream;
import weft.MultipartReader;
import weft.Part;
import weft.Request;
import weft.ServeMux;
import weft.server.Server;

/// Takes uploads in three ways: as octets, as the parts of a form, and as a form read whole.
public final class UploadServer {

  private UploadServer() {}

  /// Serves on 127.0.0.1 until the process ends.
  ///
  /// @param args the port
  public static void main(String[] args) throws IOException, InterruptedException {
    var mux = new ServeMux();
    mux.handle("POST /octets", (w, r) -> w.print(r.body().transferTo(nowhere())));
    mux.handle("POST /parts", (w, r) -> w.print(readParts(r)));
    mux.handle("POST /form", (w, r) -> w.print(r.multipartForm().files().getFirst().size()));
    try (Server server = Server.builder(mux).listen("127.0.0.1:" + args[0]).start()) {
      server.await();
    }
  }

  private static long readParts(Request r) throws IOException {
    MultipartReader parts = r.multipartReader();
    long bytes = 0;
    for (Part part = parts.next(); part != null; part = parts.next()) {
      bytes += part.body().transferTo(nowhere());
    }
    return bytes;
  }

  private static OutputStream nowhere() {
    return OutputStream.nullOutputStream();
  }
}
