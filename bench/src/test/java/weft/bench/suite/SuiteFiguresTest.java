package weft.bench.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SuiteFiguresTest {

  private static final Workload HELLO = Workload.CLEAR.getFirst();

  @Test
  void medianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
    assertThat(Spread.of(List.of(9.0, 1.0, 4.0, 2.0))).isEqualTo(new Spread(3, 1, 9));
    assertThat(Spread.of(List.of(5.0, 7.0, 6.0))).isEqualTo(new Spread(6, 5, 7));
  }

  @Test
  void figuresHaveAsManyDigitsAsTheySay() {
    assertThat(List.of(6.034, 25.16, 1157.3).stream().map(Spread::digits))
        .containsExactly("6.03", "25.2", "1,157");
  }

  @Test
  void everyRoundBeginsWithAnotherContender() {
    List<String> contenders = List.of("a", "b", "c");
    assertThat(Plan.order(contenders, 0)).containsExactly("a", "b", "c");
    assertThat(Plan.order(contenders, 1)).containsExactly("b", "c", "a");
    assertThat(Plan.order(contenders, 5)).containsExactly("c", "a", "b");
  }

  @Test
  void fifteenPeersFitIntoThreeQuartersOfAnHourAndAQuickLookIntoAQuarterOfAnHour() {
    assertThat(Plan.of(15, Options.STANDARD).estimate().toMinutes()).isLessThan(45);
    assertThat(Plan.of(15, Options.QUICK).estimate().toMinutes()).isLessThan(15);
  }

  @Test
  void workloadsAndStartUpAreChosenByName() {
    Plan plan = Plan.of(1, Options.parse(List.of("--workloads", "connect,startup")));
    assertThat(plan.workloads()).extracting(Workload::name).containsExactly("connect");
    assertThat(plan.startup()).isTrue();
  }

  @Test
  void tlsHasWorkloadsOfItsOwnAndNoStartUp() {
    Plan plan = Plan.of(10, Options.parse(List.of("--tls", "--quick")));
    assertThat(plan.workloads()).isEqualTo(Workload.SECURE);
    assertThat(plan.startup()).isFalse();
    assertThat(plan.estimate().toMinutes()).isLessThan(15);
  }

  @Test
  void filesAreASuiteOfTheirOwnAndCanBeNamedBesideOthers() {
    Plan files = Plan.of(5, Options.parse(List.of("--files")));
    assertThat(files.workloads())
        .extracting(Workload::name)
        .containsExactly("hello-64", "files-1k", "files-10m");
    assertThat(files.startup()).isFalse();
    Plan named = Plan.of(5, Options.parse(List.of("--workloads", "files-1k,connect,hello-64")));
    assertThat(named.workloads())
        .extracting(Workload::name)
        .containsExactlyInAnyOrder("hello-64", "connect", "files-1k");
  }

  @Test
  void optionsChangeWhatQuickSetWhereverItStands() {
    Options options = Options.parse(List.of("--rounds", "5", "--quick", "--others-max", "0.5"));
    assertThat(options.rounds()).isEqualTo(5);
    assertThat(options.seconds()).isEqualTo(Options.QUICK.seconds());
    assertThat(options.othersMax()).isEqualTo(0.5);
    for (List<String> wrong :
        List.of(List.of("--rounds"), List.of("--round", "3"), List.of("--rounds", "0"))) {
      assertThatIllegalArgumentException().isThrownBy(() -> Options.parse(wrong));
    }
  }

  @Test
  void versionIsInTheNameOfTheJar() {
    assertThat(Peer.versionOf("netty-codec-http-4.2.18.Final.jar")).isEqualTo("4.2.18.Final");
    assertThat(Peer.versionOf("weft-0.1.0-SNAPSHOT.jar")).isEqualTo("0.1.0-SNAPSHOT");
    assertThat(Peer.versionOf("classes")).isNull();
  }

  @Test
  void goalsAreScaledByTheLimit() {
    var table =
        new Table(
            HELLO, List.of(row("c", 2.95), row("weft", 3.1), row("netty", 2.0), row("go", 8.0)));
    List<String> lines = Goals.lines(List.of(table), Set.of("weft", "netty"));
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).contains("3.10 us, at most   3.25 (1.10 x c): met");
    assertThat(lines.get(1)).contains("(0.55 x go): met");
    assertThat(lines.get(2)).contains("the best other JVM server, netty): MISSED x 1.55");
  }

  @Test
  void aPeerWithErrorsIsNoYardstick() {
    var wrong = new Row("netty", List.of(new Round(1, 1, 7, 1, 0, List.of())), "");
    var table = new Table(HELLO, List.of(row("weft", 3.1), wrong));
    assertThat(Goals.lines(List.of(table), Set.of("weft", "netty"))).isEmpty();
  }

  @Test
  void tablesRankByProcessorTimeAndSayWhyAPeerIsMissing() {
    var failed = new Row("jdk", List.of(), "failed: it ended with 1");
    var table = new Table(HELLO, List.of(row("go", 8.0), failed, row("c", 4.0)));
    String text = Report.text(table, 3);
    assertThat(text.lines().skip(4).map(line -> line.strip().replaceAll(" +", " ")))
        .containsExactly(
            "c 4.00 4.00..4.00 1.00 0.50 1,000 1,000..1,000 0 2",
            "go 8.00 8.00..8.00 2.00 - 1,000 1,000..1,000 0 2",
            "jdk failed: it ended with 1");
    assertThat(text).contains("wrk -t1 -c64 -d3s --timeout=8s http://127.0.0.1:PORT/hello");
  }

  @Test
  void chartHasABarForEachPeer() {
    var table = new Table(HELLO, List.of(row("weft", 4.0), row("a<b", 8.0)));
    String svg = Chart.of(List.of(table), "2026 & later");
    assertThat(svg).contains("class=\"weft\"").contains("a&lt;b").contains("2026 &amp; later");
    assertThat(svg.split("<rect ")).hasSize(3);
  }

  private static Row row(String peer, double micros) {
    return new Row(peer, List.of(new Round(micros, 1000, 0, 2048, 0.01, List.of())), "");
  }
}
