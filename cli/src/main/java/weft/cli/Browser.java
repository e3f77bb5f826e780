package weft.cli;

import java.io.IOException;
import java.util.List;

/// The browser of whoever sits here.
final class Browser {

  private Browser() {}

  /// Shows a page; returns whether something was started that should. Does not wait for it.
  static boolean show(String url) {
    String system = System.getProperty("os.name");
    List<String> command =
        system.startsWith("Windows")
            ? List.of("rundll32", "url.dll,FileProtocolHandler", url)
            : List.of(system.startsWith("Mac") ? "open" : "xdg-open", url);
    try {
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
