package weft.bench.peers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.microhttp.EventLoop;
import org.microhttp.Header;
import org.microhttp.NoopLogger;
import org.microhttp.Options;
import org.microhttp.OptionsBuilder;
import org.microhttp.Request;
import org.microhttp.Response;

/// microhttp: by default one event loop on NIO per processor, handlers on the event loops.
public final class MicrohttpPeer {
  private static final int BACKLOG = 4096;
  private static final int REQUEST_MAX = (1024 + 64) * 1024;
  private static final Duration IDLE_TIMEOUT = Duration.ofHours(1);
  private static final byte[] HELLO = "Hello, World!".getBytes(US_ASCII);

  private final Path file;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  private MicrohttpPeer(Path file) {
    this.file = file;
  }

  /// Serves on 127.0.0.1 until the process ends.
  ///
  /// @param args the port, the file of the download route
  public static void main(String[] args) throws IOException {
    Options options =
        OptionsBuilder.newBuilder()
            .withHost("127.0.0.1")
            .withPort(Integer.parseInt(args[0]))
            .withAcceptLength(BACKLOG)
            .withMaxRequestSize(REQUEST_MAX)
            // Also the time that a connection may be idle.
            .withRequestTimeout(IDLE_TIMEOUT)
            .build();
    var peer = new MicrohttpPeer(Path.of(args[1]));
    new EventLoop(options, NoopLogger.instance(), peer::answer).start();
  }

  @SuppressWarnings("FutureReturnValueIgnored") // The timer's task does not fail.
  private void answer(Request request, Consumer<Response> answer) {
    switch (request.uri()) {
      case "/hello" -> answer.accept(hello());
      case "/json" -> answer.accept(json());
      case "/echo" -> answer.accept(ok("application/octet-stream", request.body()));
      case "/sleep" -> timer.schedule(() -> answer.accept(hello()), 10, TimeUnit.MILLISECONDS);
      case "/download" -> answer.accept(download());
      default -> answer.accept(new Response(404, "Not Found", List.of(), new byte[0]));
    }
  }

  private static Response hello() {
    return ok("text/plain", HELLO);
  }

  private static Response json() {
    return ok("application/json", new Message("Hello, World!").toJson().getBytes(US_ASCII));
  }

  /// A response of microhttp is an array.
  private Response download() {
    try {
      return ok("application/octet-stream", Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Response ok(String type, byte[] content) {
    return new Response(200, "OK", List.of(new Header("Content-Type", type)), content);
  }

  private record Message(String message) {
    String toJson() {
      return "{\"message\":\"" + message + "\"}";
    }
  }
}
