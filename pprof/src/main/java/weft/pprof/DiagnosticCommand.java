package weft.pprof;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/// Commands of the JVM, the ones of `jcmd`, run in process.
final class DiagnosticCommand {

  private DiagnosticCommand() {}

  /// Runs a command and returns what it prints. Blocks.
  ///
  /// @throws JMException if there is no such command here
  static String run(String command, String... arguments) throws JMException {
    Object printed =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                command,
                new Object[] {arguments},
                new String[] {String[].class.getName()});
    return String.valueOf(printed);
  }
}
