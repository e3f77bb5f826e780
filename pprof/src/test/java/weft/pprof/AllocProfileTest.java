package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What `allocs` shows of programs that allocate in known places.
class AllocProfileTest {

  @Test
  void sitesAreInOrder() throws Exception {
    PprofFile profile = take("/allocate", 1);
    long most = profile.flat("weft.pprof.Work.most");
    long many = profile.flat("weft.pprof.Work.many");
    long some = profile.flat("weft.pprof.Work.some");
    assertThat(most).isGreaterThan(many);
    assertThat(many).isGreaterThan(some);
    assertThat(some).isPositive();
    assertThat(most + many + some).isGreaterThan(profile.total() * 9 / 10);
    assertThat(profile.labelled("class", "byte[]")).isGreaterThan(profile.total() * 9 / 10);
    assertThat(profile.labelled("route", "/allocate")).isGreaterThan(profile.total() * 9 / 10);
  }

  @Test
  void sitesOfDifferentSizesAreInOrder() throws Exception {
    PprofFile profile = take("/mixed", 2);
    long large = profile.flat("weft.pprof.Work.large");
    long middle = profile.flat("weft.pprof.Work.middle");
    long small = profile.flat("weft.pprof.Work.small");
    assertThat(large).isGreaterThan(middle);
    assertThat(middle).isGreaterThan(small);
    assertThat(small).isGreaterThan(profile.total() / 20);
  }

  private static PprofFile take(String target, int seconds) throws Exception {
    try (var server = new BusyServer()) {
      server.hold(target);
      return server.fetch("allocs?seconds=" + seconds).profile();
    }
  }
}
