package weft.pprof;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Every thread of the JVM and where it is: platform threads and virtual threads, mounted or not.
///
/// The JVM writes the dump to a file in a folder that only this user may read; it is read from
/// there and deleted. The threads run on: each is stopped only while its own stack is taken.
final class ThreadDump {

  /// One thread.
  ///
  /// @param state as [Thread.State] names it
  record Entry(long id, String name, boolean virtual, String state, List<Frame> stack) {}

  // frame = [ [ loader "/" ] module [ "@" version ] "/" ] class "." method "(" place ")"
  // place = file [ ":" line ] / "Native Method" / "Unknown Source"
  private static final Pattern FRAME =
      Pattern.compile(
          "(?:.*/)?(?<type>[^/(]+?)\\.(?<method>[^./(]+)"
              + "\\((?<file>[^:)]*)(?::(?<line>\\d+))?\\).*");

  private final Map<String, Frame> frames = new HashMap<>();
  private final JsonReader json;

  private ThreadDump(JsonReader json) {
    this.json = json;
  }

  /// Calls `action` with every thread. Blocks: half a second for 10,000 threads.
  static void forEach(Consumer<Entry> action) throws IOException {
    dump(
        ThreadDumpFormat.JSON,
        file -> {
          try (Reader in = Files.newBufferedReader(file)) {
            read(new JsonReader(in), action);
          }
        });
  }

  /// Writes all threads as text, the one of `jcmd PID Thread.dump_to_file`. Blocks.
  static void writeText(OutputStream out) throws IOException {
    dump(ThreadDumpFormat.TEXT_PLAIN, file -> Files.copy(file, out));
  }

  @FunctionalInterface
  private interface FileUse {
    void accept(Path file) throws IOException;
  }

  private static void dump(ThreadDumpFormat format, FileUse use) throws IOException {
    Path folder = Files.createTempDirectory("weft-pprof");
    Path file = folder.resolve("threads");
    try {
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(file.toAbsolutePath().toString(), format);
      use.accept(file);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  /// Calls `action` with every object that is an entry of an array `threads`.
  static void read(JsonReader json, Consumer<Entry> action) throws IOException {
    var dump = new ThreadDump(json);
    for (var token = json.next(); token != JsonReader.Token.END; token = json.next()) {
      if (token == JsonReader.Token.NAME && json.text().equals("threads")) {
        json.next();
        while (json.next() == JsonReader.Token.BEGIN_OBJECT) {
          action.accept(dump.entry());
        }
      }
    }
  }

  private Entry entry() throws IOException {
    var fields = new HashMap<String, String>();
    List<Frame> stack = List.of();
    while (json.next() == JsonReader.Token.NAME) {
      String name = json.text();
      var value = json.next();
      if (name.equals("stack")) {
        stack = stack();
      } else if (value == JsonReader.Token.STRING || value == JsonReader.Token.LITERAL) {
        fields.put(name, json.text());
      } else {
        json.skip(value);
      }
    }
    return new Entry(
        Long.parseLong(fields.getOrDefault("tid", "0")),
        fields.getOrDefault("name", ""),
        Boolean.parseBoolean(fields.get("virtual")),
        fields.getOrDefault("state", ""),
        stack);
  }

  private List<Frame> stack() throws IOException {
    var stack = new ArrayList<Frame>();
    while (json.next() == JsonReader.Token.STRING) {
      stack.add(frames.computeIfAbsent(json.text(), ThreadDump::frame));
    }
    return stack;
  }

  static Frame frame(String text) {
    Matcher m = FRAME.matcher(text);
    if (!m.matches()) {
      return Frame.named(text);
    }
    String line = m.group("line");
    String type = m.group("type");
    return Frame.of(
        type,
        m.group("method"),
        line == null ? Frame.sourceOf(type) : m.group("file"),
        line == null ? 0 : Integer.parseInt(line));
  }
}
