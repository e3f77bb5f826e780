package weft.cli;

import java.io.PrintWriter;
import java.time.Duration;
import weft.server.Server;
import weft.server.ShutdownReport;

/// A server that runs until the process is told to stop.
record Running(Server server, PrintWriter out) {

  private static final Duration GRACE = Duration.ofSeconds(10);

  /// Waits for the end, which gives requests under way time to end too; returns the exit code.
  int await() {
    Thread onExit = new Thread(this::stop, "weft-stop");
    Runtime.getRuntime().addShutdownHook(onExit);
    out.println("Ctrl-C stops it.");
    out.flush();
    try {
      server.await();
    } catch (InterruptedException e) {
      Runtime.getRuntime().removeShutdownHook(onExit);
      stop();
    }
    return server.failure().isPresent() ? Main.FAILED : Main.OK;
  }

  private void stop() {
    try {
      ShutdownReport report = server.shutdown(GRACE);
      out.printf(
          "stopped after %d ms: %d requests completed, %d cancelled, %d connections cut%n",
          report.took().toMillis(), report.completed(), report.cancelled(), report.cut());
      out.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
