package weft.bench.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/// The results as a text that explains itself.
final class Report {

  private static final String LEGEND =
      """
      Each server runs on core 0 alone, the loader on core 1. All servers are started once and
      stay, stopped (SIGSTOP) while it is not their turn. Each is warmed up, then the rounds go from
      one to the next. A round in which other processes used more than %.2f cores is measured again.
        us CPU     processor time of the server for each request, user and system of all threads,
                   in microseconds: the median of the rounds, least..most
        x c        that, over the C loop's: how far from what the kernel alone costs
        x best     that, over the best other server's that is not the C loop
        req/s      capped by the loader where the server is cheap: steer by the CPU
        errors     requests that failed; must be 0
        MiB        resident memory of the server right after the last round
      """;

  private final StringBuilder text = new StringBuilder();
  private final int seconds;

  private Report(int seconds) {
    this.seconds = seconds;
  }

  /// Everything of a run.
  static String of(
      String machine,
      Options options,
      List<String> peers,
      List<Table> tables,
      List<String> startup,
      List<String> goals) {
    var report = new Report(options.seconds());
    report.text.append("Peer suite: the same routes on Weft and on other servers.\n\n");
    report.text.append(machine.strip()).append('\n');
    report.line(
        "rounds:  %d of %d s; warm-up %d s, and %d s for each further kind of workload",
        options.rounds(),
        options.seconds(),
        options.warmUpSeconds(),
        options.furtherWarmUpSeconds());
    report.line(
        "jvms:    %s and no option of the collector; on one core that is Serial", Peer.HEAP);
    report.text.append('\n').append(LEGEND.formatted(options.othersMax()));
    report.section("Peers", peers);
    if (!goals.isEmpty()) {
      report.section("Goals of weft, scaled to this machine by the C loop", goals);
    }
    tables.forEach(report::table);
    if (!startup.isEmpty()) {
      report.section("Start to first answer on all cores, ms, and what is deployed", startup);
    }
    return report.text.toString();
  }

  /// The lines of a peer list: name, version, note.
  static String peer(String name, String version, String note) {
    return String.format(Locale.ROOT, "%-14s %-16s %s", name, version, note);
  }

  /// A line of the start-up table.
  static String startup(String name, Spread millis, String size) {
    return String.format(
        Locale.ROOT, "%-14s %,7.0f  %-14s %s", name, millis.median(), millis.range(), size);
  }

  /// A table, as it stands in the report.
  static String text(Table table, int seconds) {
    var report = new Report(seconds);
    report.table(table);
    return report.text.toString();
  }

  private void table(Table table) {
    Workload workload = table.workload();
    text.append('\n').append(workload.name()).append(": ").append(workload.title()).append('\n');
    line("  %s", String.join(" ", workload.loader().command("PORT", seconds)));
    if (workload.paced()) {
      line(
          "  %-14s %9s %9s %9s %9s %9s %9s %8s %7s",
          "us", "p50", "p90", "p99", "p99.9", "max", "req/s", "us CPU", "errors");
    } else {
      line(
          "  %-14s %8s  %-14s %6s %7s %9s  %-17s %6s %6s",
          "", "us CPU", "", "x c", "x best", "req/s", "", "errors", "MiB");
    }
    for (Row row : table.ranked()) {
      if (workload.paced()) {
        latencies(row);
      } else {
        costs(table, row);
      }
    }
    table.unmeasured().forEach(row -> line("  %-14s %s", row.peer(), row.note()));
  }

  private void costs(Table table, Row row) {
    Spread micros = row.micros();
    Spread rate = row.spread(Round::rate);
    line(
        "  %-14s %8s  %-14s %6s %7s %,9.0f  %-17s %6d %6d",
        row.peer(),
        Spread.digits(micros.median()),
        micros.range(),
        table.micros("c").map(c -> ratio(micros.median() / c)).orElse("-"),
        ratioToBest(table, row),
        rate.median(),
        rate.range(),
        row.errors(),
        row.rounds().getLast().residentKib() >> 10);
  }

  private void latencies(Row row) {
    List<Object> cells = new ArrayList<>();
    cells.add(row.peer());
    for (int i = 0; i < Paced.PERCENTILES.size(); i++) {
      int index = i;
      cells.add(Spread.digits(row.spread(round -> round.latencies().get(index)).median()));
    }
    cells.add(row.spread(Round::rate).median());
    cells.add(Spread.digits(row.micros().median()));
    cells.add(row.errors());
    line("  %-14s %9s %9s %9s %9s %9s %,9.0f %8s %7d", cells.toArray());
  }

  private static String ratioToBest(Table table, Row row) {
    OptionalDouble best =
        table.ranked().stream()
            .filter(other -> !other.peer().equals("c") && !other.peer().equals(row.peer()))
            .mapToDouble(other -> other.micros().median())
            .min();
    return best.isPresent() ? ratio(row.micros().median() / best.getAsDouble()) : "-";
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }

  private void section(String title, List<String> lines) {
    text.append('\n').append(title).append('\n');
    lines.forEach(line -> line("  %s", line));
  }

  private void line(String format, Object... cells) {
    text.append(String.format(Locale.ROOT, format, cells).stripTrailing()).append('\n');
  }
}
