package weft.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import weft.AbortException;
import weft.MultipartForm;
import weft.Request;
import weft.ResponseWriter;
import weft.ServerTrace;
import weft.test.TestServer;
import weft.test.Wire;

/// Uploads, and that nothing is left of them, whatever happens.
@EnabledOnOs(OS.LINUX) // which tells what files a process has
@SuppressWarnings("try") // clients close in the middle of a test
class UploadTest {

  private static final Duration LONG = Duration.ofHours(1);

  private static final String FORM =
      "--b\r\nContent-Disposition: form-data; name=f; filename=g\r\n\r\n"
          + "x".repeat(10_000)
          + "\r\n--b--\r\n";

  private static final String HEAD =
      Sample.postHead("/", FORM.length(), "Content-Type: multipart/form-data; boundary=b");

  /// How a handler ends that has a form on the disk.
  enum End {
    RETURNS,
    THROWS,
    ABORTS,
    CLOSES_THE_FORM,
    ITS_DEADLINE_PASSES,
    ITS_CLIENT_LEAVES,
    ITS_SERVER_CLOSES,
    ITS_SERVER_STOPS
  }

  private final CompletableFuture<Integer> files = new CompletableFuture<>();
  private final BlockingQueue<ServerTrace.RequestOutcome> outcomes = new LinkedBlockingQueue<>();

  private Server.Builder server(End end) {
    return Server.builder((w, r) -> serve(w, r, end))
        .trace(
            new ServerTrace() {
              @Override
              public void requestFinished(RequestOutcome outcome) {
                outcomes.add(outcome);
              }
            });
  }

  private void serve(ResponseWriter w, Request r, End end) throws Exception {
    MultipartForm form = r.multipartForm(0);
    if (end == End.ITS_DEADLINE_PASSES) {
      w.deadline(Duration.ofSeconds(1));
    }
    files.complete(temporaryFiles().size());
    switch (end) {
      case RETURNS -> w.print(form.files().getFirst().size());
      case THROWS -> throw new IllegalStateException("of this test");
      case ABORTS -> throw new AbortException();
      case CLOSES_THE_FORM -> form.close();
      default -> {
        boolean _ = r.cancellation().await(LONG);
      }
    }
  }

  /// Returns the temporary files that this process has open, with or without a name.
  private static List<String> temporaryFiles() throws IOException {
    var found = new ArrayList<String>();
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        try {
          String target = Files.readSymbolicLink(descriptor).toString();
          if (target.contains("/weft-form-") && target.endsWith("(deleted)")) {
            found.add(target);
          }
        } catch (IOException closed) {
          // Another thread has closed it.
        }
      }
    }
    return found;
  }

  @ParameterizedTest
  @EnumSource
  void temporaryFileIsGoneWhenTheHandlerIs(End end) throws Exception {
    try (var server = TestServer.simulated(server(end));
        Wire wire = server.connect()) {
      wire.send(HEAD + FORM);
      assertThat(files.get()).isOne();
      switch (end) {
        case ITS_DEADLINE_PASSES -> server.pass(Duration.ofSeconds(2));
        case ITS_CLIENT_LEAVES -> wire.reset();
        case ITS_SERVER_CLOSES -> server.close();
        case ITS_SERVER_STOPS ->
            Thread.ofVirtual()
                .start(new FutureTask<>(() -> server.server().shutdown(Duration.ZERO)));
        default -> assertThat(end).isLessThan(End.ITS_DEADLINE_PASSES);
      }
      outcomes.take();
      assertThat(temporaryFiles()).isEmpty();
    }
  }

  @Test
  void uploadThatIsCutLeavesNothing() throws Exception {
    try (var server = TestServer.simulated(server(End.RETURNS));
        Wire wire = server.connect()) {
      wire.send(HEAD + FORM.substring(0, 5_000));
      server.awaitQuiescent();
      assertThat(temporaryFiles()).hasSize(1);
      wire.reset();
      assertThat(outcomes.take().failure()).isInstanceOf(IOException.class);
      assertThat(temporaryFiles()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void formIsAnsweredAndTheConnectionKept(Network network) throws Exception {
    try (var server = network.start(server(End.RETURNS));
        Wire wire = server.connect()) {
      for (int i = 0; i < 3; i++) {
        assertThat(wire.send(HEAD + FORM).readResponse().text()).isEqualTo("10000");
      }
      String malformed = FORM.replace("name=f", "name=");
      String head = HEAD.replace("" + FORM.length(), "" + malformed.length());
      var response = wire.send(head + malformed).readResponse();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.text()).isEqualTo("multipart: malformed Content-Disposition of a part\n");
    }
  }
}
