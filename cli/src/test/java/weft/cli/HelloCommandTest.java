package weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import weft.pprof.Pprof;
import weft.server.Server;

class HelloCommandTest {

  @Test
  void servesUntilItIsToldToStop() throws Exception {
    Process process = start();
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      URI root = URI.create(out.readLine());
      assertThat(fetch(root)).contains("/hello", "/sister", "/page");
      assertThat(fetch(root.resolve("/hello")))
          .matches("127\\.0\\.0\\.1:\\d+;GEThello 祥哥 hello go");
      List<String> rest = new ArrayList<>(List.of(out.readLine(), out.readLine()));
      process.toHandle().destroy(); // Process.destroy() would also close what is read here
      out.lines().forEach(rest::add);
      assertThat(rest).contains(root.resolve("/page").toString());
      assertThat(rest.getLast()).startsWith("stopped after ").contains("0 cancelled");
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor())
        .as("128 + SIGTERM, once the shutdown hooks are done")
        .isEqualTo(143);
  }

  @Test
  void portInUseIsExplained() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Command hello = Command.run("hello", "--addr", address);
      assertThat(hello.code()).isEqualTo(1);
      assertThat(hello.err()).contains("cannot listen on " + address, "choose another port");
      assertThat(hello.out()).isEmpty();
    }
  }

  @Test
  void wrongAddressIsExplained() {
    Command hello = Command.run("hello", "--addr", "localhost");
    assertThat(hello.code()).isEqualTo(2);
    assertThat(hello.err()).contains("--addr", "localhost");
  }

  @Test
  void optionWithoutValueIsExplained() {
    assertThat(Command.run("hello", "--addr").code()).isEqualTo(2);
  }

  @Test
  void unknownOptionIsNamed() {
    Command hello = Command.run("hello", "--port", "80");
    assertThat(hello.code()).isEqualTo(2);
    assertThat(hello.err()).contains("no such option: --port");
  }

  /// Starts the command in a process of its own, because it must be one to be told to stop.
  private static Process start() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String path =
        String.join(
            System.getProperty("path.separator"),
            location(Main.class).toString(),
            location(Server.class).toString(),
            location(Pprof.class).toString());
    return new ProcessBuilder(java, "-cp", path, "weft.cli.Main", "hello", "--addr", "127.0.0.1:0")
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static Path location(Class<?> type) throws Exception {
    URL location =
        Optional.ofNullable(type.getProtectionDomain().getCodeSource()).orElseThrow().getLocation();
    return Path.of(location.toURI());
  }

  private static String fetch(URI uri) throws Exception {
    try (var in = uri.toURL().openStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
