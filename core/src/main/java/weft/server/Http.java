package weft.server;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import weft.Handler;
import weft.ServeMux;

/// The one-liners: a default mux, and servers with default settings.
public final class Http {

  private static final class MuxHolder {
    static final ServeMux MUX = new ServeMux();
  }

  private Http() {}

  /// Returns the mux that serves when no handler is given. Nothing is registered on it but what the
  /// program registers.
  public static ServeMux defaultMux() {
    return MuxHolder.MUX;
  }

  /// Registers `handler` for `pattern` on the [#defaultMux()].
  ///
  /// @throws IllegalArgumentException as [ServeMux#handle] does
  public static void handle(String pattern, Handler handler) {
    defaultMux().handle(pattern, handler);
  }

  /// Serves on `address` until the server is closed by an [Error] in a handler or the thread is
  /// interrupted; blocks. For a server that can be stopped, see [Server#builder].
  ///
  /// @param address as [Server.Builder#listen(String)] takes it, such as `127.0.0.1:8080` or
  ///   `:8080`
  /// @param handler null for the [#defaultMux()]
  /// @throws IOException if the address cannot be listened on
  public static void listenAndServe(String address, @Nullable Handler handler)
      throws IOException, InterruptedException {
    try (Server server = Server.builder(handler).listen(address).start()) {
      server.await();
    }
  }

  /// Serves on `address` over TLS, and otherwise as [#listenAndServe] does. For certificates that
  /// are replaced while the server runs, several names, or certificates of clients, see [Tls].
  ///
  /// @param certificate a PEM file with the certificate chain, leaf first
  /// @param key a PEM file with its private key, not encrypted
  /// @param handler null for the [#defaultMux()]
  /// @throws IOException if the address cannot be listened on, or a file cannot be used
  public static void listenAndServeTls(
      String address, Path certificate, Path key, @Nullable Handler handler)
      throws IOException, InterruptedException {
    var tls = Tls.of(certificate, key);
    try (Server server = Server.builder(handler).tls(tls).listen(address).start()) {
      server.await();
    }
  }
}
