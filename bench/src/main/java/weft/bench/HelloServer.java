package weft.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import weft.Handlers;
import weft.Request;
import weft.ResponseWriter;
import weft.ServeMux;
import weft.file.FileServer;
import weft.server.Protocols;
import weft.server.Server;
import weft.server.Tls;
import weft.server.TransportKind;

/// The routes of the benchmarks on Weft. `bench/hello-cpu` compares its hello route with
/// [BareLoop], `bench/run` all of them with other servers.
public final class HelloServer {

  private static final int BACKLOG = 4096;
  private static final int CONTENT_BYTES_MAX = 1 << 20;
  private static final int CONTENTS_MAX = 64;
  private static final int SLEEP_MILLIS = 10;

  /// Arrays that the echo route uses again: to clear a new one costs as much as to receive into it.
  private static final BlockingQueue<byte[]> CONTENTS = new ArrayBlockingQueue<>(CONTENTS_MAX);

  private record Message(String message) {

    String json() {
      return new StringBuilder("{\"message\":\"").append(message).append("\"}").toString();
    }
  }

  private HelloServer() {}

  /// Serves on 127.0.0.1 until the process ends. The property `transport` may name a
  /// [TransportKind], `tls` the provider `conscrypt`, and `h2c=true` adds HTTP/2 in clear text.
  ///
  /// @param args the port, optionally the file of the download route, and with that the folder of
  ///   an identity: then the next port speaks TLS, and the first one HTTP/2 too
  public static void main(String[] args) throws IOException, InterruptedException {
    var mux = new ServeMux();
    mux.handle("/hello", (w, _) -> hello(w));
    mux.handle(
        "/json",
        (w, _) -> {
          w.header().set("Content-Type", "application/json");
          w.print(new Message("Hello, World!").json());
        });
    mux.handle("POST /echo", HelloServer::echo);
    mux.handle(
        "/sleep",
        (w, _) -> {
          Thread.sleep(SLEEP_MILLIS);
          hello(w);
        });
    if (args.length > 1) {
      Path file = Path.of(args[1]);
      mux.handle("/download", (w, _) -> download(w, file));
      mux.handle("/files/", Handlers.stripPrefix("/files", FileServer.of(folder(file))));
    }
    int port = Integer.parseInt(args[0]);
    if (args.length > 2) {
      server(mux, port + 1).tls(tls(Path.of(args[2]))).start();
    }
    boolean http2 = args.length > 2 || Boolean.getBoolean("h2c");
    var protocols = http2 ? Protocols.ALL : Protocols.STANDARD;
    try (Server server = server(mux, port).protocols(protocols).start()) {
      server.await();
    }
  }

  private static Server.Builder server(ServeMux mux, int port) throws IOException {
    return Server.builder(mux)
        .listen("127.0.0.1:" + port)
        .backlog(BACKLOG)
        .transport(TransportKind.valueOf(System.getProperty("transport", "AUTO")));
  }

  private static Tls tls(Path identity) throws IOException {
    var tls =
        Tls.builder().certificate(identity.resolve("certificate.pem"), identity.resolve("key.pem"));
    if (System.getProperty("tls", "").equals("conscrypt")) {
      ConscryptTls.provide(tls);
    }
    return tls.build();
  }

  private static Path folder(Path file) {
    return Objects.requireNonNull(file.toAbsolutePath().getParent());
  }

  private static void hello(ResponseWriter w) throws IOException {
    w.header().set("Content-Type", "text/plain");
    w.print("Hello, World!");
  }

  private static void echo(ResponseWriter w, Request r) throws IOException {
    byte[] kept = CONTENTS.poll();
    byte[] content = kept == null ? new byte[CONTENT_BYTES_MAX] : kept;
    int length = r.body().readNBytes(content, 0, content.length);
    w.header().set("Content-Type", "text/plain");
    w.header().set("Content-Length", Integer.toString(length));
    w.write(content, 0, length);
    boolean _ = CONTENTS.offer(content);
  }

  private static void download(ResponseWriter w, Path file) throws IOException {
    try (var channel = w.openFile(file)) {
      long size = channel.size();
      w.header().set("Content-Type", "application/octet-stream");
      w.header().set("Content-Length", Long.toString(size));
      w.sendFile(channel, 0, size);
    }
  }
}
