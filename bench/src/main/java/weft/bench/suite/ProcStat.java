package weft.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Processor time and memory as `/proc` counts them, see proc(5). A tick is 10 ms on Linux.
final class ProcStat {

  static final double TICKS_PER_SECOND = 100;

  private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s*(\\d+) kB");

  // Indices of the fields after the process's name, which may have blanks.
  private static final int USER = 11;
  private static final int SYSTEM = 12;
  private static final int ENDED_CHILDREN_USER = 13;
  private static final int ENDED_CHILDREN_SYSTEM = 14;

  private ProcStat() {}

  /// User and system ticks of all threads of a process.
  static long ticks(long pid) throws IOException {
    return ticks(Files.readString(Path.of("/proc", Long.toString(pid), "stat")));
  }

  static long ticks(String stat) {
    String[] fields = fields(stat);
    return Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]);
  }

  /// Ticks of this process, and of its children that have ended.
  static long ownTicks() throws IOException {
    return ownTicks(Files.readString(Path.of("/proc/self/stat")));
  }

  static long ownTicks(String stat) {
    String[] fields = fields(stat);
    return ticks(stat)
        + Long.parseLong(fields[ENDED_CHILDREN_USER])
        + Long.parseLong(fields[ENDED_CHILDREN_SYSTEM]);
  }

  /// Ticks that all processes, and other guests of the machine, used on all cores.
  static long busyTicks() throws IOException {
    return busyTicks(Files.readString(Path.of("/proc/stat")));
  }

  static long busyTicks(String stat) {
    String[] fields = stat.lines().findFirst().orElseThrow().split("\\s+");
    // cpu user nice system idle iowait irq softirq steal
    return Long.parseLong(fields[1])
        + Long.parseLong(fields[2])
        + Long.parseLong(fields[3])
        + Long.parseLong(fields[8]);
  }

  /// Resident memory of a process, in KiB.
  static long residentKib(long pid) throws IOException {
    return residentKib(Files.readString(Path.of("/proc", Long.toString(pid), "status")), pid);
  }

  static long residentKib(String status, long pid) throws IOException {
    Matcher resident = RESIDENT.matcher(status);
    if (!resident.find()) {
      throw new IOException("process " + pid + " has no memory");
    }
    return Long.parseLong(resident.group(1));
  }

  private static String[] fields(String stat) {
    return stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ");
  }
}
