package weft.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// HAProxy in front of one server, for as long as a test needs it. It listens at a Unix domain
/// socket, whose name nobody else can take.
final class Haproxy implements AutoCloseable {

  private final Path socket;
  private final Command.Service process;

  private Haproxy(Path socket, Command.Service process) {
    this.socket = socket;
    this.process = process;
  }

  /// Starts it; the test is skipped if it is not installed.
  ///
  /// @param folder for its configuration and its socket
  /// @param backend the lines of the section that names the server
  static Haproxy start(Path folder, String backend) throws IOException {
    Path socket = folder.resolve("haproxy");
    Path config = folder.resolve("haproxy.cfg");
    Files.writeString(
        config,
        """
        defaults
          mode http
          timeout connect 5s
          timeout client 20s
          timeout server 20s
        frontend front
          bind unix@%s
          default_backend weft
        backend weft
        %s
        """
            .formatted(socket, backend));
    return new Haproxy(socket, Command.start("haproxy", "-db", "-f", config.toString()));
  }

  /// Returns where it listens.
  Path socket() {
    return socket;
  }

  @Override
  public void close() throws Exception {
    process.close();
  }
}
