package weft.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import weft.server.Server;
import weft.test.Wire;

/// An example that runs in a process of its own, on a port that the system chose.
final class Example implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("listening on /127\\.0\\.0\\.1:(\\d+)");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Process process;
  private final BufferedReader output;
  private final int port;

  private Example(Process process) throws IOException {
    this.process = process;
    output = process.inputReader(StandardCharsets.UTF_8);
    port = Integer.parseInt(awaitLine(LISTENING).group(1));
  }

  /// Starts the program of `src/main/java/NAME.java` and waits until it listens.
  static Example start(String name) throws IOException, URISyntaxException {
    return new Example(command(name).redirectErrorStream(true).start());
  }

  /// Runs the program of `src/main/java/NAME.java` to its end and returns what it wrote.
  static String run(String name) throws IOException, URISyntaxException {
    Process process = command(name).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (var in = process.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static ProcessBuilder command(String name) throws URISyntaxException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Path library =
        Path.of(Server.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String path = Path.of("target", "classes") + System.getProperty("path.separator") + library;
    return new ProcessBuilder(
        java, "-Dstdout.encoding=UTF-8", "-Daddr=127.0.0.1:0", "-cp", path, name);
  }

  /// Waits for a line of output in which `pattern` is found.
  Matcher awaitLine(Pattern pattern) throws IOException {
    var seen = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher matcher = pattern.matcher(line);
      if (matcher.find()) {
        return matcher;
      }
      seen.append(line).append('\n');
    }
    throw new AssertionError("the example ended without " + pattern + "; it wrote:\n" + seen);
  }

  void awaitLine(String text) throws IOException {
    awaitLine(Pattern.compile(Pattern.quote(text)));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  Wire connect() throws IOException {
    return Wire.connect(new InetSocketAddress("127.0.0.1", port));
  }

  /// Sends SIGTERM, and keeps what the process writes from then on.
  void terminate() {
    process.toHandle().destroy();
  }

  @Override
  public void close() {
    client.close();
    process.destroyForcibly();
  }
}
