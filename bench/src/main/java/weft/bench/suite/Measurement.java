package weft.bench.suite;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Measures the contenders on one workload, round by round in turn.
final class Measurement {

  /// Rounds that may be measured again for each peer, beyond those that are wanted.
  static final int AGAIN_MAX = 3;

  private final Workload workload;
  private final Options options;
  private final PrintStream progress;
  private final Map<Contender, List<Round>> rounds = new LinkedHashMap<>();
  private final Map<String, String> notes = new LinkedHashMap<>();

  private Measurement(Workload workload, Options options, PrintStream progress) {
    this.workload = workload;
    this.options = options;
    this.progress = progress;
  }

  /// Runs a workload; blocks for minutes. A peer that fails has a row that says why.
  static Table run(
      Workload workload, List<Contender> contenders, Options options, PrintStream progress)
      throws InterruptedException {
    var measurement = new Measurement(workload, options, progress);
    for (Contender contender : contenders) {
      measurement.enter(contender);
    }
    for (int i = 0; i < options.rounds() + AGAIN_MAX; i++) {
      for (Contender contender : Plan.order(contenders, i)) {
        measurement.round(contender);
      }
    }
    return measurement.table(contenders);
  }

  private void enter(Contender contender) throws InterruptedException {
    String reason = contender.peer().skips(workload);
    if (reason != null) {
      notes.put(contender.peer().name(), "skipped: " + reason);
      return;
    }
    rounds.put(contender, new ArrayList<>());
    attempt(contender, this::warmUp);
  }

  private void warmUp(Contender.Turn turn) throws IOException, InterruptedException {
    RouteCheck.check(workload, port(turn.process()), turn.work());
    int seconds = turn.warmUp(workload, options);
    if (seconds > 0) {
      Processes.load(command(turn.process(), seconds), seconds);
    }
  }

  private int port(ServerProcess server) {
    return server.port(workload.loader().protocol());
  }

  private List<String> command(ServerProcess server, int seconds) {
    return workload.loader().command(Integer.toString(port(server)), seconds);
  }

  private void round(Contender contender) throws InterruptedException {
    List<Round> done = rounds.get(contender);
    if (done == null || done.size() == options.rounds()) {
      return;
    }
    attempt(
        contender,
        turn -> {
          warmUp(turn);
          Round round = measure(turn.process());
          boolean counts = round.others() <= options.othersMax();
          report(contender.peer().name(), round, counts);
          if (counts) {
            done.add(round);
          }
        });
  }

  private Round measure(ServerProcess server) throws IOException, InterruptedException {
    try (var _ = IdleConnections.open(port(server), workload.idleConnections())) {
      server.settle();
      List<String> command = command(server, options.seconds());
      long start = System.nanoTime();
      long busy = ProcStat.busyTicks();
      long own = ProcStat.ownTicks();
      long ticks = ProcStat.ticks(server.pid());
      String report = Processes.load(command, options.seconds());
      ticks = ProcStat.ticks(server.pid()) - ticks;
      own = ProcStat.ownTicks() - own;
      busy = ProcStat.busyTicks() - busy;
      double seconds = (System.nanoTime() - start) / 1e9;
      LoadResult result = workload.loader().parse(report);
      if (result.requests() == 0) {
        throw new IOException("no request was answered, " + result.errors() + " failed");
      }
      return new Round(
          ticks / ProcStat.TICKS_PER_SECOND * 1e6 / result.requests(),
          result.rate(),
          result.errors(),
          ProcStat.residentKib(server.pid()),
          Math.max(0, (busy - ticks - own) / ProcStat.TICKS_PER_SECOND / seconds),
          result.latencies());
    }
  }

  private interface Step {
    void run(Contender.Turn turn) throws IOException, InterruptedException;
  }

  /// Gives a contender its turn; if it fails, it is out of this workload.
  private void attempt(Contender contender, Step step) throws InterruptedException {
    try {
      Contender.Turn turn = contender.turn();
      try {
        step.run(turn);
      } finally {
        turn.end();
      }
    } catch (IOException | IllegalArgumentException e) {
      rounds.remove(contender);
      String reason =
          contender
              .ended()
              .orElseGet(() -> String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
      notes.put(contender.peer().name(), "failed: " + reason);
      progress.println(contender.peer().name() + " failed on " + workload.name() + ": " + e);
    }
  }

  private void report(String peer, Round round, boolean counts) {
    progress.printf(
        Locale.ROOT,
        "%-13s %-10s %8.2f us/request %10.0f requests/s  others %.2f%s%n",
        workload.name(),
        peer,
        round.micros(),
        round.rate(),
        round.others(),
        (round.errors() > 0 ? "  errors " + round.errors() : "") + (counts ? "" : "  (discarded)"));
  }

  private Table table(List<Contender> contenders) {
    var rows = new ArrayList<Row>();
    for (Contender contender : contenders) {
      String name = contender.peer().name();
      List<Round> done = rounds.getOrDefault(contender, List.of());
      String note = done.isEmpty() ? "failed: other processes were busy in every round" : "";
      rows.add(new Row(name, done, notes.getOrDefault(name, note)));
    }
    return new Table(workload, rows);
  }
}
