package weft.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What `allocs` shows of programs that allocate in known places.
class AllocProfileTest {

  @Test
  void sitesAreInOrder() throws Exception {
    PprofFile profile = take("/allocate", 1);
    List<Long> sites = sites(profile, "most", "many", "some");
    assertThat(sites).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(sites.getLast()).isPositive();
    long most = profile.total() * 9 / 10;
    assertThat(sites.stream().mapToLong(Long::longValue).sum()).isGreaterThan(most);
    assertThat(profile.labelled("class", "byte[]")).isGreaterThan(most);
    assertThat(profile.labelled("route", "/allocate")).isGreaterThan(most);
  }

  @Test
  void sitesOfDifferentSizesAreInOrder() throws Exception {
    PprofFile profile = take("/mixed", 2);
    List<Long> sites = sites(profile, "large", "middle", "small");
    assertThat(sites).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(sites.getLast()).isGreaterThan(profile.total() / 20);
  }

  /// Returns the bytes that methods of [Work] have allocated.
  private static List<Long> sites(PprofFile profile, String... methods) {
    return Stream.of(methods).map(method -> profile.flat("weft.pprof.Work." + method)).toList();
  }

  private static PprofFile take(String target, int seconds) throws Exception {
    try (var server = new BusyServer()) {
      server.hold(target);
      return server.fetch("allocs?seconds=" + seconds).profile();
    }
  }
}
