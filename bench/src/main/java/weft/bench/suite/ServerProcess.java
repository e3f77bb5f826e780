package weft.bench.suite;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The process of a server.
final class ServerProcess implements AutoCloseable {

  private static final String REQUEST = "GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
  private static final int POLL_MILLIS = 1;
  private static final int SETTLE_MILLIS = 100;
  private static final int SETTLE_ROUNDS_MAX = 30;
  private static final int READ_TIMEOUT_MILLIS = 5_000;

  private final Process process;
  private final Peer peer;
  private final int port;
  private final long startNanos;

  private ServerProcess(Process process, Peer peer, int port, long startNanos) {
    this.process = process;
    this.peer = peer;
    this.port = port;
    this.startNanos = startNanos;
  }

  /// Starts a peer, on core 0 alone or on all; what it prints goes to a file.
  ///
  /// @param arguments what it serves, see [Peer#command]
  static ServerProcess start(Peer peer, int port, List<String> arguments, Path log, boolean pinned)
      throws IOException {
    var command = new ArrayList<String>();
    if (pinned) {
      command.addAll(List.of("taskset", "-c", "0"));
    }
    command.addAll(peer.command(port, arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    long start = System.nanoTime();
    return new ServerProcess(builder.start(), peer, port, start);
  }

  long pid() {
    return process.pid();
  }

  int port(Protocol protocol) {
    return peer.port(protocol, port);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// How it ended, if it did.
  Optional<String> ended() {
    return process.isAlive()
        ? Optional.empty()
        : Optional.of("it ended with " + process.exitValue());
  }

  /// Waits for the first answer, and returns how long it took since the start.
  ///
  /// @throws IOException if the process ends, or does not answer in `limit`
  Duration awaitAnswer(Duration limit) throws IOException, InterruptedException {
    while (!answers()) {
      if (!process.isAlive()) {
        throw new IOException(ended().orElseThrow());
      }
      if (System.nanoTime() - startNanos > limit.toNanos()) {
        throw new IOException("no answer in " + limit.toSeconds() + " s");
      }
      Thread.sleep(POLL_MILLIS);
    }
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  private boolean answers() {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(READ_TIMEOUT_MILLIS);
      socket.getOutputStream().write(REQUEST.getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() >= 0;
    } catch (IOException notYet) {
      return false;
    }
  }

  /// Stops it as it stands: it uses no processor until [#resume].
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  /// Waits until it has nothing to do, or three seconds.
  void settle() throws IOException, InterruptedException {
    long ticks = ProcStat.ticks(pid());
    for (int i = 0; i < SETTLE_ROUNDS_MAX; i++) {
      Thread.sleep(SETTLE_MILLIS);
      long now = ProcStat.ticks(pid());
      if (now - ticks <= 1) {
        return;
      }
      ticks = now;
    }
  }

  private void signal(String name) throws IOException, InterruptedException {
    Processes.output(List.of("kill", "-" + name, Long.toString(pid())));
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
