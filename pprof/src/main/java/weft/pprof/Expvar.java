package weft.pprof;

import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import weft.Request;
import weft.ResponseWriter;

/// Variables of this process as one JSON object at `/debug/vars`: what `expvar` is for Go. There
/// are `cmdline`, `memstats` and those that the program publishes.
public final class Expvar {

  static final String PATH = "/debug/vars";

  private static final Map<String, Supplier<?>> PUBLISHED = new ConcurrentHashMap<>();

  private Expvar() {}

  /// Publishes a variable.
  ///
  /// @param value asked at each request, on its thread: a map, list, number, boolean, string or
  ///   null, or of these; anything else is shown as the string that it calls itself
  /// @throws IllegalArgumentException if there is a variable of that name
  public static void publish(String name, Supplier<?> value) {
    boolean isReserved = name.equals("cmdline") || name.equals("memstats");
    if (isReserved || PUBLISHED.putIfAbsent(name, value) != null) {
      throw new IllegalArgumentException("published already: " + name);
    }
  }

  static void serve(ResponseWriter w, Request r) throws Exception {
    var variables = new TreeMap<String, @Nullable Object>();
    variables.put("cmdline", CommandLine.words());
    variables.put("memstats", memory());
    PUBLISHED.forEach((name, value) -> variables.put(name, valueOf(value)));
    var lines = new StringJoiner(",\n", "{\n", "\n}\n");
    variables.forEach((name, value) -> lines.add(Json.of(name) + ": " + Json.of(value)));
    w.header().set("Content-Type", "application/json; charset=utf-8");
    w.print(lines);
  }

  /// Returns the value, or what went wrong: one bad variable must not hide the others.
  private static @Nullable Object valueOf(Supplier<?> supplier) {
    try {
      return supplier.get();
    } catch (RuntimeException e) {
      return e.toString();
    }
  }

  /// Returns what the JVM knows, by the names that Go has for it.
  private static SortedMap<String, Object> memory() {
    var memory = ManagementFactory.getMemoryMXBean();
    MemoryUsage heap = memory.getHeapMemoryUsage();
    var stats = new TreeMap<String, Object>();
    stats.put("Alloc", heap.getUsed());
    stats.put("HeapAlloc", heap.getUsed());
    stats.put("HeapSys", heap.getCommitted());
    stats.put("HeapMax", heap.getMax());
    stats.put("Sys", heap.getCommitted() + memory.getNonHeapMemoryUsage().getCommitted());
    stats.put(
        "TotalAlloc",
        ManagementFactory.getPlatformMXBean(ThreadMXBean.class).getTotalThreadAllocatedBytes());
    long collections = 0;
    long millis = 0;
    for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
      collections += Math.max(gc.getCollectionCount(), 0);
      millis += Math.max(gc.getCollectionTime(), 0);
    }
    stats.put("NumGC", collections);
    stats.put("PauseTotalNs", millis * 1_000_000);
    return stats;
  }
}
