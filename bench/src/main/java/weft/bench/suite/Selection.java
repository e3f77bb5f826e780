package weft.bench.suite;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// Which of the suites runs.
enum Selection {
  /// In clear text over HTTP/1.1.
  CLEAR(Workload.CLEAR),

  /// Files of directories.
  FILES(Workload.FILES),

  /// TLS and HTTP/2.
  TLS(Workload.SECURE);

  @SuppressWarnings("ImmutableEnumChecker") // the lists cannot be changed
  private final List<Workload> workloads;

  Selection(List<Workload> workloads) {
    this.workloads = workloads;
  }

  /// Returns those of `names`, all if there are none. With CLEAR, those of FILES can be named too.
  List<Workload> workloads(List<String> names) {
    Stream<Workload> more =
        this == CLEAR && !names.isEmpty() ? FILES.workloads.stream() : Stream.of();
    return Stream.concat(workloads.stream(), more)
        .distinct()
        .filter(workload -> Options.selects(names, workload.name()))
        .toList();
  }

  /// What `suites` of a peer calls it.
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// How the names of its results begin.
  String results() {
    return this == CLEAR ? "peers-" : "peers-" + word() + "-";
  }
}
