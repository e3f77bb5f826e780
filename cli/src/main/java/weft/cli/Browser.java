package weft.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The browser of whoever sits here.
final class Browser {

  /// What finds no browser says so in this time.
  private static final int START_SECONDS = 2;

  private Browser() {}

  /// Shows a page; returns whether something was started that should. Blocks for two seconds at
  /// most.
  static boolean show(String url) {
    String system = System.getProperty("os.name");
    List<String> command =
        system.startsWith("Windows")
            ? List.of("rundll32", "url.dll,FileProtocolHandler", url)
            : List.of(system.startsWith("Mac") ? "open" : "xdg-open", url);
    try {
      Process started =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      return !started.waitFor(START_SECONDS, TimeUnit.SECONDS) || started.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
