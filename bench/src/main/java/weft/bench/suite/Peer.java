package weft.bench.suite;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A server of the suite: a folder of `bench/peers` with a file `peer.properties`.
///
/// It has either `main`, the class of a JVM peer, or `command`, a program in the folder; and, where
/// needed, `suites` (`clear`, which is the default, `files`, `tls`), `jvm` (options), `classes` and
/// `classpath` (where its classes, and the list of its libraries, are), `h2c.port` (how far above
/// the port in clear text that of HTTP/2 is), `version.command`, `note` (for the reader),
/// `skip.KIND` or `skip.WORKLOAD` (why it cannot run them).
///
/// @param name the folder's
/// @param folder where it is
/// @param properties what the file says
public record Peer(String name, Path folder, Properties properties) {

  /// The heap of every JVM. There is no other option of the collector.
  static final String HEAP = "-Xmx1g";

  private static final Pattern JAR = Pattern.compile("(.+?)-(\\d[\\w.+-]*?)\\.jar");
  private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)+[\\w.-]*");

  /// The peers under `folder` that the options select, in the order of their names.
  static List<Peer> find(Path folder, Options options) throws IOException {
    var peers = new ArrayList<Peer>();
    try (Stream<Path> folders = Files.list(folder)) {
      for (Path each : folders.sorted().toList()) {
        Path file = each.resolve("peer.properties");
        if (Files.exists(file) && Options.selects(options.peers(), each.getFileName().toString())) {
          Peer peer = read(each, file);
          if (peer.isOf(options.suite())) {
            peers.add(peer);
          }
        }
      }
    }
    return peers;
  }

  private static Peer read(Path folder, Path file) throws IOException {
    var properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return new Peer(folder.getFileName().toString(), folder.toAbsolutePath(), properties);
  }

  private boolean isOf(Selection suite) {
    return List.of(properties.getProperty("suites", "clear").split(",")).contains(suite.word());
  }

  boolean isJvm() {
    return properties.containsKey("main");
  }

  String note() {
    return properties.getProperty("note", "");
  }

  /// Why it cannot run a workload, or null if it can: `skip.KIND` or `skip.WORKLOAD`.
  String skips(Workload workload) {
    if (workload.kind().needsDirectory() && !isOf(Selection.FILES)) {
      return "it serves no directory here";
    }
    return properties.getProperty(
        "skip." + workload.name(), properties.getProperty("skip." + workload.kind().word()));
  }

  /// Why it cannot start, or null if it can.
  String missing() {
    if (!isJvm()) {
      Path program = folder.resolve(properties.getProperty("command"));
      return Files.isExecutable(program) ? null : "not built: no " + program.getFileName();
    }
    return Files.exists(classPathFile()) ? null : "not built: no " + classPathFile().getFileName();
  }

  /// The port for a protocol, of a peer that was started with `port`.
  int port(Protocol protocol, int port) {
    return switch (protocol) {
      case HTTP1 -> port;
      case HTTP1_TLS, HTTP2_TLS -> port + 1;
      case HTTP2_CLEAR -> port + Integer.parseInt(properties.getProperty("h2c.port", "0"));
    };
  }

  /// The command that serves the routes on `port`.
  ///
  /// @param arguments the file of the download route, and for TLS the folder of the identity
  List<String> command(int port, List<String> arguments) throws IOException {
    var command = new ArrayList<String>();
    if (isJvm()) {
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add(HEAP);
      command.addAll(words("jvm"));
      command.add("-cp");
      command.add(classes() + File.pathSeparator + String.join(File.pathSeparator, jars()));
      command.add(properties.getProperty("main"));
    } else {
      command.add(folder.resolve(properties.getProperty("command")).toString());
    }
    command.add(Integer.toString(port));
    command.addAll(arguments);
    return command;
  }

  /// The libraries it runs with: none but for JVM peers.
  List<String> jars() throws IOException {
    if (!isJvm()) {
      return List.of();
    }
    return Stream.of(Files.readString(classPathFile()).strip().split(File.pathSeparator))
        .filter(entry -> !entry.isEmpty())
        .toList();
  }

  /// The version of the server, from the first library or the program itself.
  String version() throws IOException, InterruptedException {
    String command = properties.getProperty("version.command");
    if (command != null) {
      String said = Processes.output(List.of(command.split(" ")));
      Matcher number = NUMBER.matcher(said);
      return number.find() ? number.group() : said.lines().findFirst().orElse("");
    }
    for (String jar : jars()) {
      String version = versionOf(Path.of(jar).getFileName().toString());
      if (version != null) {
        return version;
      }
    }
    return Runtime.version().toString();
  }

  /// The version in the name of a jar, or null if there is none.
  static String versionOf(String jar) {
    Matcher name = JAR.matcher(jar);
    return name.matches() ? name.group(2) : null;
  }

  /// How many libraries it needs, and their size: what one deploys beside one's own code.
  String size() throws IOException {
    if (!isJvm()) {
      return "no JVM";
    }
    long bytes = 0;
    for (String jar : jars()) {
      bytes += Files.size(Path.of(jar));
    }
    return String.format(Locale.ROOT, "%d jars, %,d KiB", jars().size(), bytes >> 10);
  }

  private List<String> words(String property) {
    String value = properties.getProperty(property, "").strip();
    return value.isEmpty() ? List.of() : List.of(value.split(" +"));
  }

  private Path classes() {
    return folder.resolve(properties.getProperty("classes", "target/classes")).normalize();
  }

  private Path classPathFile() {
    return folder.resolve(properties.getProperty("classpath", "target/classpath")).normalize();
  }
}
