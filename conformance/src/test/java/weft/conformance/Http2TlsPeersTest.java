package weft.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.Request;
import weft.ResponseWriter;
import weft.ServeMux;
import weft.server.Protocols;
import weft.server.Server;
import weft.server.Tls;
import weft.test.TestServer;

/// Clients that choose HTTP/2 over TLS (RFC 9113 §3.2).
class Http2TlsPeersTest {

  private static final int IMAGES = 100;

  /// Its title says how many images it has got, and how many of them over HTTP/2.
  private static final String PAGE =
      """
      <!doctype html>
      <title>loading</title>
      <body>
      <script>
      for (let i = 0; i < %d; i++) {
        document.body.append(Object.assign(new Image(), {src: '/image/' + i}));
      }
      onload = () => {
        const images = performance.getEntriesByType('resource');
        const overHttp2 = images.filter(image => image.nextHopProtocol === 'h2');
        const whole = [...document.images].filter(image => image.naturalWidth === 1);
        document.title = whole.length + ' images, ' + overHttp2.length + ' over h2';
      };
      </script>
      """
          .formatted(IMAGES);

  private static final byte[] GIF =
      Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==");

  @TempDir Path folder;
  private final Tls tls = Tls.selfSigned("localhost");
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    var mux = new ServeMux();
    mux.handle("/hello", (w, r) -> w.print(r.protocol() + " " + r.scheme() + " hello"));
    mux.handle("/echo", Http2TlsPeersTest::echo);
    mux.handle(
        "/trailers",
        (w, _) -> {
          w.print("content");
          w.trailer().add("X-Sum", "42");
        });
    mux.handle("/page", (w, _) -> w.print(PAGE));
    mux.handle("/image/{number}", Http2TlsPeersTest::image);
    server = TestServer.start(Server.builder(mux).tls(tls));
  }

  /// Sends back what it gets, with the trailer fields.
  private static void echo(ResponseWriter w, Request r) throws IOException {
    r.body().transferTo(w);
    r.trailer().forEach((name, value) -> w.trailer().add(name, value));
  }

  private static void image(ResponseWriter w, Request r) throws IOException {
    w.header().set("Content-Type", "image/gif");
    w.header().set("Cache-Control", "no-store");
    w.write(GIF);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String url(String path) {
    return "https://localhost:" + server.port() + path;
  }

  private static Command.Result run(String program, String... options) throws Exception {
    Command.assumeInstalled(program);
    var command = new ArrayList<>(List.of(program));
    command.addAll(List.of(options));
    return Command.run(new byte[0], command);
  }

  @Test
  void curlChoosesByAlpn() throws Exception {
    assertThat(run("curl", "-sSk", "--http2", url("/hello")).output())
        .isEqualTo("HTTP/2.0 https hello");
    assertThat(run("curl", "-sSk", "--http1.1", url("/hello")).output())
        .isEqualTo("HTTP/1.1 https hello");
  }

  @Test
  void aServerMaySpeakOneOfTheTwo() throws Exception {
    var builder = Server.builder((w, r) -> w.print(r.protocol())).tls(tls);
    try (var old = TestServer.start(builder.protocols(new Protocols(true, false, false)))) {
      String url = "https://localhost:" + old.port() + "/";
      assertThat(run("curl", "-sSk", "--http2", url).output()).isEqualTo("HTTP/1.1");
    }
  }

  @Test
  void h2loadSeesNoError() throws Exception {
    assertThat(run("h2load", "-n", "20000", "-c", "8", "-m", "100", url("/hello")).output())
        .contains("20000 succeeded, 0 failed, 0 errored, 0 timeout");
  }

  @Test
  void nghttpUploadsAndSeesTheTrailerSection() throws Exception {
    Path file = Files.writeString(folder.resolve("content"), "some content ".repeat(20_000));
    String[] options = {"-v", "-d", file.toString(), "--trailer", "x-sum: 42", url("/echo")};
    assertThat(run("nghttp", options).output())
        .contains("recv (stream_id=13) :status: 200", "recv (stream_id=13) x-sum: 42");
  }

  @Test
  void chromiumLoadsAPageWithManyImages() throws Exception {
    assertThat(Browser.dom(folder.resolve("profile"), url("/page")))
        .contains("<title>100 images, 100 over h2</title>");
  }

  @Test
  void goSendsContentsAndTrailersManyAtOnce() throws Exception {
    Path program = folder.resolve("client.go");
    try (InputStream source = Http2TlsPeersTest.class.getResourceAsStream("/peers/client.go")) {
      Files.copy(source, program);
    }
    assertThat(run("go", "run", program.toString(), url("/echo")).output()).isEqualTo("ok\n");
  }

  private HttpClient jdkClient() throws Exception {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("server", tls.certificates().getFirst());
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return HttpClient.newBuilder().sslContext(context).version(HttpClient.Version.HTTP_2).build();
  }

  /// The client of the JDK asks for no push, and gives the trailer section to nobody.
  @Test
  void jdkClientTakesAResponseWithATrailerSection() throws Exception {
    try (HttpClient client = jdkClient()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url("/trailers"))).build();
      for (int i = 0; i < 3; i++) {
        assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("content");
      }
    }
  }

  @Test
  void jdkClientSendsManyContentsAtOnce() throws Exception {
    String content = "some content ".repeat(20_000);
    try (HttpClient client = jdkClient()) {
      var pending = new ArrayList<CompletableFuture<HttpResponse<String>>>();
      for (int i = 0; i < 50; i++) {
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(url("/echo")))
                .POST(BodyPublishers.ofString(content + i, StandardCharsets.US_ASCII))
                .build();
        pending.add(client.sendAsync(request, BodyHandlers.ofString()));
      }
      for (int i = 0; i < pending.size(); i++) {
        HttpResponse<String> response = pending.get(i).join();
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.body()).isEqualTo(content + i);
      }
    }
  }
}
