package weft.bench.suite;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Measures the time from the start of a process to its first answer, on all cores.
final class Startup {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Startup() {}

  /// Milliseconds of each peer; a peer that does not start has none.
  static Map<String, Spread> run(
      List<Peer> peers, int starts, int port, Path work, PrintStream progress)
      throws InterruptedException {
    List<String> file = List.of(Contender.file(work).toString());
    Map<String, List<Double>> millis = new LinkedHashMap<>();
    peers.forEach(peer -> millis.put(peer.name(), new ArrayList<>()));
    for (int i = 0; i < starts; i++) {
      for (Peer peer : peers) {
        Path log = work.resolve(peer.name() + ".log");
        try (var process = ServerProcess.start(peer, port, file, log, false)) {
          millis.get(peer.name()).add(process.awaitAnswer(LIMIT).toNanos() / 1e6);
        } catch (IOException e) {
          progress.println(peer.name() + " did not start: " + e.getMessage());
        }
      }
    }
    Map<String, Spread> spreads = new LinkedHashMap<>();
    millis.forEach(
        (peer, all) -> {
          if (!all.isEmpty()) {
            spreads.put(peer, Spread.of(all));
          }
        });
    return spreads;
  }
}
