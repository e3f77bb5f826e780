package weft.pprof;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/// The processor time of this process.
final class ProcessClock {

  private static final OperatingSystemMXBean SYSTEM =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private ProcessClock() {}

  /// Returns the nanoseconds of processor time used until now, by all threads; -1 if the platform
  /// does not tell.
  static long nanos() {
    return SYSTEM.getProcessCpuTime();
  }
}
