package weft.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.Handler;
import weft.server.Protocols;
import weft.server.Server;
import weft.server.Tls;
import weft.test.TestServer;

/// All cases of h2spec, a test of RFC 9113's and RFC 7541's rules by somebody else, in strict mode.
///
/// The program lies in the test class path, for Linux on x86-64; elsewhere this is skipped.
class H2specTest {

  private static final String ARCHIVE = "/h2spec/2.2.0/h2spec_linux_amd64.tar.gz";

  /// Reads the request to its end, so that what is wrong with its end is not ignored.
  private static final Handler HANDLER =
      (w, r) -> {
        r.body().transferTo(OutputStream.nullOutputStream());
        w.print("Hello, World!");
      };

  @TempDir Path folder;

  @Test
  void everyCasePassesInClearText() throws Exception {
    everyCasePasses(Server.builder(HANDLER).protocols(Protocols.ALL));
  }

  @Test
  void everyCasePassesOverTls() throws Exception {
    everyCasePasses(
        Server.builder(HANDLER).tls(Tls.selfSigned("localhost")), "--tls", "--insecure");
  }

  private void everyCasePasses(Server.Builder builder, String... options) throws Exception {
    unpack();
    try (var server = TestServer.start(builder)) {
      var command = new ArrayList<>(List.of(folder.resolve("h2spec").toString(), "--strict"));
      command.addAll(List.of("--timeout", "20", "--host", "127.0.0.1"));
      command.addAll(List.of("--port", Integer.toString(server.port())));
      command.addAll(List.of(options));
      Command.Result result = Command.run(new byte[0], command);
      assertThat(result.exitCode()).as(result.output()).isZero();
      assertThat(result.output()).containsPattern("\\d+ passed, 0 skipped, 0 failed");
    }
  }

  private void unpack() throws Exception {
    boolean runs =
        System.getProperty("os.name").equals("Linux")
            && System.getProperty("os.arch").equals("amd64");
    assumeTrue(runs, "SKIPPED: h2spec is for Linux on x86-64 only");
    Command.assumeInstalled("tar");
    byte[] archive = archive();
    assumeTrue(archive != null, "SKIPPED: h2spec is not in the class path");
    Command.Result result =
        Command.run(archive, List.of("tar", "-xz", "-C", folder.toString(), "h2spec"));
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  private static byte @Nullable [] archive() throws IOException {
    try (InputStream in = H2specTest.class.getResourceAsStream(ARCHIVE)) {
      return in == null ? null : in.readAllBytes();
    }
  }
}
