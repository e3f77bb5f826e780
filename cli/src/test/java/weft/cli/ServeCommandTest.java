package weft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.server.Server;

class ServeCommandTest {

  @TempDir Path root;

  @BeforeEach
  void makeFiles() throws Exception {
    Files.writeString(root.resolve("a.txt"), "text ".repeat(1000));
    Files.writeString(root.resolve("404.html"), "nothing here");
    Files.writeString(root.resolve(".env"), "secret");
  }

  private Program start(String... options) throws Exception {
    List<String> args = new ArrayList<>(List.of("serve", root.toString(), "--port=0"));
    args.addAll(List.of(options));
    return Program.start(args.toArray(String[]::new));
  }

  private static HttpResponse<String> get(Program serve, String path, String... fields)
      throws Exception {
    try (var client = HttpClient.newBuilder().sslContext(trustAll()).build()) {
      HttpRequest.Builder request = HttpRequest.newBuilder(serve.root().resolve(path));
      if (fields.length > 0) {
        request.headers(fields);
      }
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  @Test
  void servesADirectoryAndLogsIt() throws Exception {
    try (Program serve = start("--color=always")) {
      serve.greeting();
      assertThat(get(serve, "/").body()).contains("<a href=\"a.txt\">").doesNotContain(".env");
      assertThat(serve.line()).contains("\033[32m200\033[m GET /\033[2m ", " ms, 127.0.0.1");
      assertThat(get(serve, "/.env").statusCode()).isEqualTo(404);
      assertThat(serve.line()).contains("\033[33m404\033[m GET /.env");
      assertThat(get(serve, "/no%1b").body()).isEqualTo("nothing here");
      HttpResponse<String> text = get(serve, "/a.txt", "Accept-Encoding", "gzip");
      assertThat(text.headers().firstValue("Content-Encoding")).hasValue("gzip");
      assertThat(text.headers().firstValue("Cache-Control")).hasValue("no-cache");
      assertThat(serve.stop().getLast()).startsWith("stopped after ");
    }
  }

  @Test
  void optionsChangeWhatIsServed() throws Exception {
    Files.writeString(root.resolve("index.html"), "app");
    try (Program serve = start("--spa", "--cors", "--auth=ann:x:y", "-q", "--dot-files")) {
      HttpResponse<String> refused = get(serve, "/", "Origin", "https://a.example");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
      String[] fields = {"Authorization", "Basic YW5uOng6eQ==", "Accept", "text/html"};
      assertThat(get(serve, "/made/up", fields).body()).isEqualTo("app");
      assertThat(get(serve, "/.env", fields).body()).isEqualTo("secret");
    }
  }

  @Test
  void speaksTls() throws Exception {
    try (Program serve = start("--tls")) {
      assertThat(serve.root()).hasScheme("https");
      HttpResponse<String> page = get(serve, "/a.txt");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.version()).isEqualTo(HttpClient.Version.HTTP_2);
    }
  }

  @Test
  void servesAnArchive() throws Exception {
    Path zip = root.resolve("site.zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("docs/b.txt"));
      out.write('b');
    }
    try (Program serve = Program.start("serve", "-p", "0", zip.toString())) {
      assertThat(serve.fetch("/")).contains("<a href=\"docs/\">");
      assertThat(serve.fetch("/docs/b.txt")).isEqualTo("b");
    }
  }

  @Test
  void theNextFreePortIsTaken() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      try (Server server =
          FreePort.start(() -> Server.builder((w, _) -> w.print("")), "127.0.0.1", port, 50)) {
        assertThat(server.addresses().getFirst().toString()).doesNotEndWith(":" + port);
        new Socket(InetAddress.getLoopbackAddress(), server.port()).close();
      }
    }
  }

  @Test
  void aPortThatIsTakenIsExplained() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      Command serve = Command.run("serve", root.toString(), "-p", port);
      assertThat(serve.code()).isEqualTo(1);
      assertThat(serve.err())
          .contains("cannot listen on 127.0.0.1:" + port, "another program", "--port");
    }
  }

  @Test
  void anAddressOfAnotherMachineIsNotSaidToBeTaken() {
    Command serve = Command.run("serve", root.toString(), "--bind", "192.0.2.1", "-p", "8080");
    assertThat(serve.code()).isEqualTo(1);
    assertThat(serve.err())
        .contains("cannot listen on 192.0.2.1:8080: Cannot assign requested address")
        .doesNotContain("another program");
  }

  @ParameterizedTest
  @CsvSource({
    "/no/such/place, no such directory: /no/such/place",
    "--port=x, 'not an int'",
    "--port=70000, 70000",
    "--auth=ann, --auth takes USER:PASSWORD",
    "--cert=c.pem, --key",
    "--cors=example.com, not an origin",
    "--color=red, --color",
    "pom.xml, neither a directory nor a zip archive: pom.xml",
    "--lisitng, no such option: --lisitng",
  })
  void wrongUseIsExplained(String option, String message) {
    Command serve = Command.run("serve", option);
    assertThat(serve.code()).isEqualTo(2);
    assertThat(serve.err()).contains(message, "Try 'weft serve --help'");
    assertThat(serve.out()).isEmpty();
  }

  @Test
  void helpTeaches() {
    Command help = Command.run("serve", "--help");
    assertThat(help.code()).isZero();
    assertThat(help.out()).contains("Usage: weft serve", "Examples:", "Exit codes:", "--open");
  }

  /// Trusts whatever certificate names the host that was asked for.
  private static SSLContext trustAll() throws Exception {
    var trust =
        new X509TrustManager() {
          @Override
          public void checkClientTrusted(X509Certificate[] chain, String type) {}

          @Override
          public void checkServerTrusted(X509Certificate[] chain, String type) {}

          @Override
          public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
          }
        };
    var context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trust}, null);
    return context;
  }
}
