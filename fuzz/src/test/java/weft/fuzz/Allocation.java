package weft.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/// The law that input of a few octets must not make the engine allocate much.
public final class Allocation {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /// What may be allocated whatever the input is: buffers and tables.
  private static final long BYTES_ALWAYS = 256 << 10;

  /// What may be allocated for each octet of input: a field line of four octets costs two strings.
  /// While Jazzer fuzzes, its hooks in string comparisons allocate much more than the engine.
  private static final long BYTES_EACH = System.getenv("JAZZER_FUZZ") == null ? 512 : 64 << 10;

  private Allocation() {}

  /// Runs `action` and returns its result.
  ///
  /// @throws AssertionError if it allocates more than input of `octets` octets may cost
  public static <T> T bounded(int octets, Callable<T> action) throws Exception {
    long bytesMax = BYTES_ALWAYS + BYTES_EACH * octets;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    T result = action.call();
    if (THREADS.getCurrentThreadAllocatedBytes() - before > bytesMax) {
      // The first run may have loaded classes.
      before = THREADS.getCurrentThreadAllocatedBytes();
      result = action.call();
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
          .as("bytes allocated for %d octets", octets)
          .isLessThanOrEqualTo(bytesMax);
    }
    return result;
  }
}
