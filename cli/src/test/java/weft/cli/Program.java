package weft.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import weft.pprof.Pprof;
import weft.server.Server;

/// The command in a process of its own, because it must be one to be told to stop.
///
/// @param out what it prints
/// @param root the first URL that it printed
record Program(Process process, BufferedReader out, URI root) implements AutoCloseable {

  private static final List<Class<?>> CLASS_PATH =
      List.of(Main.class, Server.class, Pprof.class, CommandLine.class);

  /// Starts `weft` and waits until it serves.
  static Program start(String... args) throws Exception {
    return start(CLASS_PATH, Map.of(), args);
  }

  /// Does that with the programs of one folder as all that it can start.
  static Program startBeside(Path folder, String... args) throws Exception {
    return start(CLASS_PATH, Map.of("PATH", folder.toString()), args);
  }

  /// Does that with nothing on the class path but what is ours.
  static Program startWithoutLibraries(String... args) throws Exception {
    return start(List.of(Main.class, Server.class, Pprof.class), Map.of(), args);
  }

  /// Does that with an option of the JVM.
  static Program startWith(String option, String... args) throws Exception {
    return start(CLASS_PATH, Map.of("JDK_JAVA_OPTIONS", option), args);
  }

  private static Program start(
      List<Class<?>> classPath, Map<String, String> environment, String... args) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command = new ArrayList<>(List.of(java, "-cp", join(classPath), "weft.cli.Main"));
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    return new Program(process, out, URI.create(out.readLine()));
  }

  private static String join(List<Class<?>> classPath) throws Exception {
    List<Path> places = new ArrayList<>();
    for (Class<?> type : classPath) {
      URL location =
          Optional.ofNullable(type.getProtectionDomain().getCodeSource())
              .orElseThrow()
              .getLocation();
      places.add(Path.of(location.toURI()));
    }
    return places.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  /// Asks it to stop, as Ctrl-C does, and returns what it prints until its end.
  List<String> stop() {
    process.toHandle().destroy(); // Process.destroy() would also close what is read here
    return out.lines().toList();
  }

  String fetch(String path) throws IOException {
    try (var in = root.resolve(path).toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// Reads up to and with the line for which the server is ready.
  List<String> greeting() {
    return Stream.generate(this::line).takeWhile(line -> !line.startsWith("Ctrl-C")).toList();
  }

  String line() {
    try {
      return out.readLine();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
