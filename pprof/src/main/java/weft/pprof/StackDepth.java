package weft.pprof;

import java.lang.System.Logger.Level;
import javax.management.JMException;
import jdk.jfr.FlightRecorder;

/// How many calls of a stack JFR keeps. Its default of 64 is less than what some handlers have.
final class StackDepth {

  private static final int CALLS = 512;

  private StackDepth() {}

  /// Makes JFR keep 512 calls, unless it has begun to record or this JVM does not let it be set;
  /// profiles then say how many of their stacks are cut.
  static void raise() {
    if (FlightRecorder.isInitialized()) {
      return;
    }
    try {
      DiagnosticCommand.run("jfrConfigure", "stackdepth=" + CALLS);
    } catch (JMException e) {
      System.getLogger("weft.pprof").log(Level.DEBUG, "stack depth not set", e);
    }
  }
}
