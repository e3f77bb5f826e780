package weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelloCommandTest {

  @Test
  void servesUntilItIsToldToStop() throws Exception {
    try (Program hello = Program.start("hello", "--addr", "127.0.0.1:0")) {
      assertThat(hello.fetch("/")).contains("/hello", "/sister", "/page");
      assertThat(hello.fetch("/hello")).matches("127\\.0\\.0\\.1:\\d+;GEThello 祥哥 hello go");
      assertThat(hello.greeting()).contains(hello.root().resolve("/page").toString());
      assertThat(hello.stop().getLast()).startsWith("stopped after ").contains("0 cancelled");
      assertThat(hello.process().waitFor())
          .as("128 + SIGTERM, once the shutdown hooks are done")
          .isEqualTo(143);
    }
  }

  @Test
  void startsWithoutPicocliIfItCan() throws Exception {
    try (Program hello = Program.startWithoutLibraries("hello", "--addr", "127.0.0.1:0")) {
      assertThat(hello.fetch("/sister")).isEqualTo("你妹");
    }
  }

  /// The JDK makes a class for each, at every start.
  @Test
  void needsNoSwitchOverPatternsForTheFirstAnswer(@TempDir Path folder) throws Exception {
    Path loaded = folder.resolve("classes");
    try (Program hello =
        Program.startWith("-Xlog:class+load:file=" + loaded, "hello", "--addr", "127.0.0.1:0")) {
      assertThat(hello.fetch("/hello")).startsWith("127.0.0.1:");
      assertThat(hello.stop()).isNotEmpty();
    }
    assertThat(Files.readString(loaded))
        .contains("weft.server.Server")
        .doesNotContainPattern("weft\\.\\S+\\$\\$TypeSwitch");
  }

  @Test
  void optionsOfAnotherFormDoTheSame() throws Exception {
    try (Program hello = Program.start("hello", "--addr=127.0.0.1:0")) {
      assertThat(hello.fetch("/sister")).isEqualTo("你妹");
    }
  }

  @Test
  void portInUseIsExplained() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + taken.getLocalPort();
      Command hello = Command.run("hello", "--addr", address);
      assertThat(hello.code()).isEqualTo(1);
      assertThat(hello.err()).contains("cannot listen on " + address, "choose another with --addr");
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
}
