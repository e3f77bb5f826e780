package weft.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.conformance.Command.curl;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.ServeMux;
import weft.test.TestServer;

/// The programs that people put in front of a server, and the ones they ask it with.
class RealPeersTest {

  private static final byte[] NO_INPUT = {};

  @TempDir Path folder;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    var mux = new ServeMux();
    mux.handle("/hello", (w, r) -> w.print(r.method() + " hello 祥哥"));
    mux.handle("/echo", (w, r) -> r.body().transferTo(w));
    mux.handle("/length", (w, r) -> w.print(r.body().transferTo(OutputStream.nullOutputStream())));
    mux.handle(
        "/trailers",
        (w, r) -> {
          r.body().readAllBytes();
          w.trailer().add("X-Sum", "42");
          w.print("content");
        });
    mux.handle(
        "/slow",
        (w, r) -> {
          r.cancellation().await(Duration.ofMillis(100));
          w.print("answered");
        });
    mux.handle(
        "/page",
        (w, _) -> {
          w.header().set("Content-Type", "text/html; charset=utf-8");
          w.print("<!doctype html><title>Weft</title><script>document.title = 'ran'</script>");
        });
    server = TestServer.start(mux);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String url(String path) {
    return server.uri(path).toString();
  }

  @Test
  void curlGetsAndKeepsTheConnection() throws Exception {
    Command.Result result = curl(NO_INPUT, "-v", url("/hello"), url("/hello"));
    assertThat(result.output()).contains("GET hello 祥哥").contains("Re-using existing connection");
  }

  @Test
  void curlAsksWithHead() throws Exception {
    assertThat(curl(NO_INPUT, "-I", url("/hello")).output())
        .startsWith("HTTP/1.1 200 OK\r\n")
        .contains("Content-Length: 17\r\n");
  }

  @Test
  void curlWaitsFor100Continue() throws Exception {
    Command.Result result =
        curl(
            new byte[5000],
            "-v",
            "--expect100-timeout",
            "30",
            "-H",
            "Expect: 100-continue",
            "--data-binary",
            "@-",
            "-o",
            "/dev/null",
            url("/echo"));
    assertThat(result.output()).containsSubsequence("< HTTP/1.1 100 Continue", "< HTTP/1.1 200 OK");
  }

  @Test
  void curlUploadsInChunks() throws Exception {
    byte[] content = "chunk ".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    Command.Result result = curl(content, "-T", "-", url("/length"));
    assertThat(result.output()).isEqualTo("600000");
  }

  @Test
  void curlSeesTheTrailerSection() throws Exception {
    assertThat(curl(NO_INPUT, "--raw", url("/trailers")).output())
        .isEqualTo("7\r\ncontent\r\n0\r\nX-Sum: 42\r\n\r\n");
  }

  @Test
  void aClientThatHalfClosesGetsItsAnswer() throws Exception {
    Command.assumeInstalled("ncat");
    byte[] request = "GET /slow HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    Command.Result result =
        Command.run(request, List.of("ncat", "127.0.0.1", Integer.toString(server.port())));
    assertThat(result.output()).contains("HTTP/1.1 200 OK\r\n").endsWith("answered");
  }

  @Test
  void wrkSeesNoError() throws Exception {
    Command.assumeInstalled("wrk");
    Command.Result result =
        Command.run(
            NO_INPUT, List.of("wrk", "-t1", "-c64", "--timeout=30s", "-d3s", url("/hello")));
    assertThat(result.output())
        .contains("requests in")
        .doesNotContain("Socket errors")
        .doesNotContain("Non-2xx");
  }

  @Test
  void chromiumRendersThePageAndRunsItsScript() throws Exception {
    assertThat(Browser.dom(folder.resolve("profile"), url("/page"))).contains("<title>ran</title>");
  }

  @Test
  void nginxProxiesWithHttp10AndWithKeepAlive() throws Exception {
    Path socket = folder.resolve("nginx");
    Path config = folder.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        daemon off; master_process off; pid nginx.pid; error_log stderr warn;
        events {}
        http {
          access_log off;
          upstream weft { server 127.0.0.1:%d; keepalive 4; }
          server {
            listen unix:%s;
            client_body_temp_path body; proxy_temp_path proxy;
            fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
            location /1.0/ { proxy_pass http://weft/; }
            location /1.1/ {
              proxy_pass http://weft/; proxy_http_version 1.1; proxy_set_header Connection "";
            }
          }
        }
        """
            .formatted(server.port(), socket));
    try (var _ = Command.start("nginx", "-p", folder.toString(), "-c", config.toString())) {
      assertProxied(socket, "/1.0");
      assertProxied(socket, "/1.1");
    }
  }

  @Test
  void haproxyProxiesAndChecksHealth() throws Exception {
    String backend =
        """
          option httpchk GET /hello
          http-check send hdr Host example.com
          server one 127.0.0.1:%d check
        """
            .formatted(server.port());
    try (var haproxy = Haproxy.start(folder, backend)) {
      assertProxied(haproxy.socket(), "");
    }
  }

  private static void assertProxied(Path socket, String prefix) throws Exception {
    String base = "http://localhost" + prefix;
    assertThat(Command.patientCurlAt(socket, base + "/hello", base + "/hello").output())
        .endsWith("GET hello 祥哥GET hello 祥哥");
    byte[] content = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    String[] length = {"-T", "-", "-X", "POST", base + "/length"};
    assertThat(Command.curlAt(socket, content, length).output()).isEqualTo("100000");
  }
}
