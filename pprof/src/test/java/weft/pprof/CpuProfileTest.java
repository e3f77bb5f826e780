package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What `profile` shows of a program that does nothing but to compute.
class CpuProfileTest {

  private static final String SPIN = "weft.pprof.Work.spin";

  private static PprofFile profile;
  private static double used;

  @BeforeAll
  static void take() throws Exception {
    try (var server = new BusyServer();
        var clock = new ProcessorLog()) {
      server.hold("/hog/a");
      server.hold("/deep");
      profile = server.fetch("profile?seconds=2").profile();
      used = clock.used(profile.timeNanos(), profile.durationNanos());
    }
  }

  @Test
  void totalIsTheProcessorTimeOfTheProcess() {
    assertThat(profile.types()).containsExactly("samples/count", "cpu/nanoseconds");
    assertThat(profile.durationNanos()).isGreaterThanOrEqualTo(2_000_000_000L);
    assertThat((double) profile.total()).isBetween(used * 0.9, used * 1.1);
  }

  @Test
  void timeIsWhereItIsSpent() {
    long sampled = profile.total() - profile.flat("[not sampled: native code, kernel, GC, JIT]");
    assertThat(profile.flat(SPIN)).isGreaterThan(sampled * 9 / 10);
  }

  @Test
  void samplesHaveTheLabelsOfTheirRequest() {
    long hog = profile.labelled("route", "GET /hog/{name}");
    long deep = profile.labelled("route", "/deep");
    assertThat(hog).isPositive();
    assertThat(deep).isPositive();
    assertThat(hog + deep).isGreaterThan(profile.flat(SPIN) * 9 / 10);
    // The request for the profile may be sampled as well.
    long all = hog + deep + profile.labelled("route", "GET /debug/pprof/");
    assertThat(profile.labelled("method", "GET")).isEqualTo(all);
    assertThat(profile.labelled("status", "(under way)")).isEqualTo(all);
  }

  @Test
  void deepStacksAreWholeAndHaveLines() throws Exception {
    PprofFile.Sample deepest =
        profile.samples().stream()
            .filter(s -> "/deep".equals(s.labels().get("route")))
            .filter(s -> s.stack().getFirst().function().equals(SPIN))
            .findFirst()
            .orElseThrow();
    List<PprofFile.Call> calls =
        deepest.stack().stream().filter(c -> c.function().equals("weft.pprof.Work.deep")).toList();
    assertThat(calls).hasSize(Work.DEPTH + 1);
    assertThat(deepest.stack().getLast().function()).contains("Continuation");
    List<String> source = Files.readAllLines(Path.of("src/test/java/weft/pprof/Work.java"));
    assertThat(calls)
        .extracting(c -> source.get((int) c.line() - 1).strip())
        .startsWith("spin();")
        .filteredOn(line -> line.equals("deep(calls - 1);"))
        .hasSize(Work.DEPTH);
    assertThat(calls).allMatch(c -> c.file().equals("weft/pprof/Work.java"));
    assertThat(profile.comments()).noneMatch(c -> c.contains("innermost"));
  }
}
