package weft.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// HAProxy in front of one server, for as long as a test needs it.
final class Haproxy implements AutoCloseable {

  private final int port;
  private final Command.Service process;

  private Haproxy(int port, Command.Service process) {
    this.port = port;
    this.process = process;
  }

  /// Starts it; the test is skipped if it is not installed.
  ///
  /// @param folder for its configuration
  /// @param backend the lines of the section that names the server
  static Haproxy start(Path folder, String backend) throws IOException {
    int port = Command.freePort();
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
          bind 127.0.0.1:%d
          default_backend weft
        backend weft
        %s
        """
            .formatted(port, backend));
    return new Haproxy(port, Command.start("haproxy", "-db", "-f", config.toString()));
  }

  /// Returns where it listens.
  String url() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() throws Exception {
    process.close();
  }
}
