package weft.cli;

import java.io.PrintWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;
import weft.middleware.AccessLog;

/// Prints a line for each request, for people to read.
record ConsoleLog(PrintWriter out, boolean colored) implements Consumer<AccessLog.Entry> {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

  @Override
  public void accept(AccessLog.Entry entry) {
    String line =
        dim(TIME.format(entry.time()))
            + " "
            + status(entry)
            + " "
            + entry.request().method()
            + " "
            + escape(entry.request().target())
            + dim(" " + size(entry.bytes()) + ", " + millis(entry) + " ms, " + entry.remoteHost());
    out.println(line);
  }

  private String status(AccessLog.Entry entry) {
    if (!entry.complete()) {
      return color("31", "cut");
    }
    String code = Integer.toString(entry.status());
    return switch (entry.status() / 100) {
      case 2 -> color("32", code);
      case 3 -> color("36", code);
      case 4 -> color("33", code);
      default -> color("31", code);
    };
  }

  private static String size(long bytes) {
    return bytes < 1024 ? bytes + " B" : (bytes + 512) / 1024 + " KiB";
  }

  private static String millis(AccessLog.Entry entry) {
    return String.format(Locale.ROOT, "%.1f", entry.duration().toNanos() / 1e6);
  }

  private String dim(String text) {
    return color("2", text);
  }

  /// @param how the number of a mode of ECMA-48 §8.3.117
  private String color(String how, String text) {
    return colored ? "\033[" + how + "m" + text + "\033[m" : text;
  }

  /// Returns text without anything that a terminal could obey.
  static String escape(String text) {
    var safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > ' ' && c < 0x7f) {
        safe.append(c);
      } else {
        safe.append("\\u").append(String.format(Locale.ROOT, "%04x", (int) c));
      }
    }
    return safe.toString();
  }
}
