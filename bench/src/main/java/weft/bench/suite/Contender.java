package weft.bench.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A peer that runs on core 0 for the whole suite, so that a JVM stays warm, and is stopped while
/// it is not its turn, so that it costs the others nothing.
final class Contender implements AutoCloseable {

  private static final Duration START_MAX = Duration.ofSeconds(30);

  private final Peer peer;
  private final int port;
  private final Path work;
  private final List<String> arguments;
  private final Set<String> warmedUp = new HashSet<>();
  private ServerProcess process;

  private Contender(Peer peer, int port, Path work, List<String> arguments) {
    this.peer = peer;
    this.port = port;
    this.work = work;
    this.arguments = arguments;
  }

  /// Starts a peer, waits until it answers, and stops it.
  ///
  /// @param work the folder of its file and identity, and of what it prints
  static Contender start(Peer peer, int port, Path work, boolean secure)
      throws IOException, InterruptedException {
    String file = file(work).toString();
    var arguments = secure ? List.of(file, identity(work).toString()) : List.of(file);
    var contender = new Contender(peer, port, work, arguments);
    contender.process = contender.process();
    contender.process.pause();
    return contender;
  }

  private ServerProcess process() throws IOException, InterruptedException {
    Path log = work.resolve(peer.name() + ".log");
    ServerProcess process = ServerProcess.start(peer, port, arguments, log, true);
    try {
      process.awaitAnswer(START_MAX);
    } catch (IOException e) {
      process.close();
      throw e;
    }
    return process;
  }

  /// The file of the download route.
  static Path file(Path work) {
    return work.resolve("download");
  }

  /// A small file in the same folder.
  static Path small(Path work) {
    return work.resolve("small.css");
  }

  /// The folder of the certificate and its key.
  static Path identity(Path work) {
    return work.resolve("identity");
  }

  Peer peer() {
    return peer;
  }

  /// Lets it run until [Turn#end]; starts it again, cold, if it has ended.
  Turn turn() throws IOException, InterruptedException {
    if (process.isAlive()) {
      process.resume();
    } else {
      warmedUp.clear();
      process = process();
    }
    return new Turn();
  }

  /// How its process ended, if it did.
  Optional<String> ended() {
    return process.ended();
  }

  @Override
  public void close() {
    process.close();
  }

  /// The time in which the contender runs.
  final class Turn {

    ServerProcess process() {
      return process;
    }

    Path work() {
      return work;
    }

    /// How long it has to be warmed up for a workload, in seconds; 0 if it is warm.
    int warmUp(Workload workload, Options options) {
      boolean cold = warmedUp.isEmpty();
      if (!warmedUp.add(workload.warmth())) {
        return 0;
      }
      return cold ? options.warmUpSeconds() : options.furtherWarmUpSeconds();
    }

    void end() throws IOException, InterruptedException {
      if (process.isAlive()) {
        process.settle();
        process.pause();
      }
    }
  }
}
