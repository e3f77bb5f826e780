package weft.bench.suite;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What Weft set out to reach, and whether it did in this run.
///
/// Over TLS and HTTP/2 it is the event loop of Netty that sets them. Elsewhere the goals in
/// microseconds were set on a machine on which the C loop took [#C_MICROS] for `hello-64`; they are
/// scaled by what it took here.
final class Goals {

  static final double C_MICROS = 5.9;

  private static final String WEFT = "weft";
  private static final String WEFT_CONSCRYPT = "weft-conscrypt";
  private static final String LIMIT = "c";
  private static final String HELLO = "hello-64";
  private static final double OF_LIMIT = 1.10;
  private static final double OF_GO = 0.55;
  private static final Map<String, Double> MICROS = micros();

  /// What a thread for each request may cost beside an event loop.
  private static final Map<String, Double> OF_NETTY = ofNetty();

  private final List<Table> tables;
  private final Set<String> jvmPeers;
  private final List<String> lines = new ArrayList<>();

  private Goals(List<Table> tables, Set<String> jvmPeers) {
    this.tables = tables;
    this.jvmPeers = jvmPeers;
  }

  private static Map<String, Double> micros() {
    var micros = new LinkedHashMap<String, Double>();
    micros.put("idle-10k", 6.8);
    micros.put("echo-1k", 7.5);
    micros.put("echo-64k", 26.0);
    micros.put("connect", 25.0);
    micros.put("sleep-2000", 15.0);
    return micros;
  }

  private static Map<String, Double> ofNetty() {
    var ratios = new LinkedHashMap<String, Double>();
    ratios.put("tls-64", 0.93);
    ratios.put("h2-8x100", 1.0);
    ratios.put("h2c-8x100", 0.9);
    return ratios;
  }

  /// A line for each goal that the tables have the figures for.
  ///
  /// @param jvmPeers the names of those that run on a JVM
  static List<String> lines(List<Table> tables, Set<String> jvmPeers) {
    var goals = new Goals(tables, jvmPeers);
    goals.hello();
    goals.others();
    goals.secure();
    goals.firstOfJvm();
    return goals.lines;
  }

  private void hello() {
    figure(HELLO, LIMIT)
        .ifPresent(c -> atMost(HELLO, "%.2f x c".formatted(OF_LIMIT), OF_LIMIT * c));
    figure(HELLO, "go").ifPresent(go -> atMost(HELLO, "%.2f x go".formatted(OF_GO), OF_GO * go));
    figure(HELLO, "nginx").ifPresent(nginx -> atMost(HELLO, "nginx", nginx));
  }

  private void others() {
    figure(HELLO, LIMIT)
        .ifPresent(
            c ->
                MICROS.forEach(
                    (workload, micros) ->
                        atMost(
                            workload,
                            "%.1f us x %.2f / %.1f".formatted(micros, c, C_MICROS),
                            micros * c / C_MICROS)));
  }

  private void secure() {
    OF_NETTY.forEach(
        (workload, ratio) ->
            figure(workload, "netty")
                .ifPresent(
                    netty -> atMost(workload, "%.2f x netty".formatted(ratio), ratio * netty)));
    figure("handshake", "nginx")
        .ifPresent(nginx -> atMost(WEFT_CONSCRYPT, "handshake", "nginx", nginx));
  }

  private void firstOfJvm() {
    for (Table table : tables) {
      if (!table.workload().paced()) {
        table.ranked().stream()
            .filter(row -> jvmPeers.contains(row.peer()) && !row.peer().startsWith(WEFT))
            .filter(row -> row.errors() == 0)
            .min(Comparator.comparingDouble(row -> row.micros().median()))
            .ifPresent(best -> first(table, best));
      }
    }
  }

  private void first(Table table, Row best) {
    String name = "the best other JVM server, " + best.peer();
    for (String weft : List.of(WEFT, WEFT_CONSCRYPT)) {
      atMost(weft, table.workload().name(), name, best.micros().median());
    }
  }

  private Optional<Double> figure(String workload, String peer) {
    return tables.stream()
        .filter(table -> table.workload().name().equals(workload))
        .findFirst()
        .flatMap(table -> table.micros(peer));
  }

  private void atMost(String workload, String name, double most) {
    atMost(WEFT, workload, name, most);
  }

  private void atMost(String peer, String workload, String name, double most) {
    figure(workload, peer)
        .ifPresent(
            weft ->
                lines.add(
                    String.format(
                        Locale.ROOT,
                        "%-13s %6s us, at most %6s (%s): %s",
                        workload + (peer.equals(WEFT) ? "" : " " + peer),
                        Spread.digits(weft),
                        Spread.digits(most),
                        name,
                        weft <= most ? "met" : "MISSED x %.2f".formatted(weft / most))));
  }
}
