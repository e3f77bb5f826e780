package weft.pprof;

/// What a thread does at a moment.
///
/// @param stack the innermost call first
@SuppressWarnings("ArrayRecordComponent") // made and read at once, never compared
record Wait(Thread.State state, StackTraceElement[] stack) {

  /// How far below the innermost call the call of a lock is looked for.
  private static final int LOCK_DEPTH_MAX = 16;

  private static final String LOCKS = "java.util.concurrent.locks.";

  /// Chooses waits.
  @FunctionalInterface
  interface Filter {
    boolean accepts(Wait wait);
  }

  boolean isWaiting() {
    return switch (state) {
      case BLOCKED, WAITING, TIMED_WAITING -> true;
      case NEW, RUNNABLE, TERMINATED -> false;
    };
  }

  /// Returns whether it waits to enter `synchronized` or for a lock of `java.util.concurrent`.
  boolean isForLock() {
    if (state == Thread.State.BLOCKED) {
      return true;
    }
    int depth = Math.min(stack.length, LOCK_DEPTH_MAX);
    for (int i = 0; isWaiting() && i < depth; i++) {
      if (isLock(stack[i])) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLock(StackTraceElement call) {
    String type = call.getClassName();
    if (!type.startsWith(LOCKS)) {
      return false;
    }
    String lock = type.substring(LOCKS.length());
    String method = call.getMethodName();
    return (lock.startsWith("ReentrantLock")
            || lock.startsWith("ReentrantReadWriteLock")
            || lock.startsWith("StampedLock"))
        && (method.startsWith("lock")
            || method.startsWith("tryLock")
            || method.startsWith("readLock")
            || method.startsWith("writeLock"));
  }
}
