package weft.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.conformance.Command.curl;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.ServeMux;
import weft.server.Protocols;
import weft.server.Server;
import weft.test.TestServer;

/// The programs that speak HTTP/2 in clear text with prior knowledge (RFC 9113 §3.3).
class Http2PeersTest {

  private static final byte[] NO_INPUT = {};

  @TempDir Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    var mux = new ServeMux();
    mux.handle("/hello", (w, r) -> w.print(r.protocol() + " hello 祥哥"));
    mux.handle("/echo", (w, r) -> r.body().transferTo(w));
    mux.handle(
        "/large",
        (w, _) -> {
          byte[] block = "0123456789abcdef".repeat(4096).getBytes(StandardCharsets.US_ASCII);
          for (int i = 0; i < 160; i++) {
            w.write(block);
          }
        });
    mux.handle(
        "/trailers",
        (w, _) -> {
          w.print("content");
          w.trailer().add("X-Sum", "42");
        });
    server = TestServer.start(Server.builder(mux).protocols(Protocols.ALL));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String url(String path) {
    return server.uri(path).toString();
  }

  @Test
  void curlSpeaksBothVersionsToOnePort() throws Exception {
    assertThat(curl(NO_INPUT, "--http2-prior-knowledge", url("/hello")).output())
        .isEqualTo("HTTP/2.0 hello 祥哥");
    assertThat(curl(NO_INPUT, url("/hello")).output()).isEqualTo("HTTP/1.1 hello 祥哥");
    assertThat(curl(NO_INPUT, "--http2", url("/hello")).output())
        .as("Upgrade: h2c is ignored")
        .isEqualTo("HTTP/1.1 hello 祥哥");
  }

  @Test
  void curlUploadsAndDownloads() throws Exception {
    byte[] content = "some content ".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
    assertThat(
            curl(content, "--http2-prior-knowledge", "--data-binary", "@-", url("/echo")).output())
        .isEqualTo(new String(content, StandardCharsets.US_ASCII));
  }

  @Test
  void nghttpSeesTheTrailerSection() throws Exception {
    Command.assumeInstalled("nghttp");
    Command.Result result = Command.run(NO_INPUT, List.of("nghttp", "-v", url("/trailers")));
    assertThat(result.output()).contains(":status: 200", "content", "x-sum: 42");
  }

  @Test
  void nghttpDownloadsWithSmallWindows() throws Exception {
    Command.assumeInstalled("nghttp");
    Command.Result result =
        Command.run(NO_INPUT, List.of("nghttp", "-n", "-s", "-w", "14", "-W", "15", url("/large")));
    assertThat(result.output()).contains(" 200 ").contains(" 10M ");
  }

  @Test
  void h2loadSeesNoError() throws Exception {
    Command.assumeInstalled("h2load");
    Command.Result result =
        Command.run(
            NO_INPUT, List.of("h2load", "-n", "100000", "-c", "8", "-m", "100", url("/hello")));
    assertThat(result.output()).contains("100000 succeeded, 0 failed, 0 errored, 0 timeout");
  }

  @Test
  void haproxyPassesRequestsOn() throws Exception {
    String backend = "  server one 127.0.0.1:%d proto h2".formatted(server.port());
    try (var haproxy = Haproxy.start(folder, backend)) {
      String hello = "http://localhost/hello";
      assertThat(Command.patientCurlAt(haproxy.socket(), hello, hello).output())
          .endsWith("HTTP/2.0 hello 祥哥HTTP/2.0 hello 祥哥");
      byte[] content = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
      String[] echo = {"-T", "-", "-X", "POST", "http://localhost/echo"};
      assertThat(Command.curlAt(haproxy.socket(), content, echo).output()).hasSize(100_000);
    }
  }
}
