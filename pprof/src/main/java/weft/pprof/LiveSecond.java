package weft.pprof;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// What one viewer of the live page is told next: what happened since it was told the last time.
final class LiveSecond {

  private static final int EVENTS_MAX = 50;
  private static final int ROUTES_MAX = 100;

  private record Route(Latencies latencies, AtomicInteger errors) {}

  private final Map<String, Route> routes = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger eventCount = new AtomicInteger();

  /// A request has ended.
  void ended(String route, int status, long nanos) {
    Route seen =
        routes.computeIfAbsent(route, _ -> new Route(new Latencies(), new AtomicInteger()));
    seen.latencies.add(nanos / 1_000);
    if (status >= 500) {
      seen.errors.incrementAndGet();
    }
  }

  /// Something happened; of many events only the first are kept.
  ///
  /// @param text made for those alone
  void event(Supplier<String> text) {
    if (eventCount.incrementAndGet() <= EVENTS_MAX) {
      events.add(text.get());
    }
  }

  /// Returns how many requests have ended.
  int requests() {
    return routes.values().stream().mapToInt(route -> route.latencies.count()).sum();
  }

  /// Returns the events and how many more there were.
  List<String> events() {
    var kept = new ArrayList<>(events);
    int more = eventCount.get() - EVENTS_MAX;
    if (more > 0) {
      kept.add("and " + more + " more");
    }
    return kept;
  }

  /// Returns a row for each route that had requests or has some under way, the busiest first.
  ///
  /// @param underWay how many of each route
  List<Map<String, Object>> routes(Map<String, Integer> underWay) {
    var names = new TreeSet<>(underWay.keySet());
    names.addAll(routes.keySet());
    return names.stream()
        .sorted(Comparator.comparingInt(name -> -requests(name)))
        .limit(ROUTES_MAX)
        .map(name -> row(name, underWay))
        .toList();
  }

  private int requests(String name) {
    Route route = routes.get(name);
    return route == null ? 0 : route.latencies.count();
  }

  private Map<String, Object> row(String name, Map<String, Integer> underWay) {
    Route route = routes.getOrDefault(name, new Route(new Latencies(), new AtomicInteger()));
    var row = new LinkedHashMap<String, Object>();
    row.put("route", name.isEmpty() ? "(no route)" : name);
    row.put("requests", route.latencies.count());
    row.put("errors", route.errors.get());
    row.put("underWay", underWay.getOrDefault(name, 0));
    row.put("p50", route.latencies.percentile(50));
    row.put("p90", route.latencies.percentile(90));
    row.put("p99", route.latencies.percentile(99));
    return row;
  }
}
