package weft.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.Handler;
import weft.ServeMux;
import weft.server.ClientAuth;
import weft.server.Server;
import weft.server.Tls;
import weft.test.TestServer;

/// TLS with the programs that people use.
class TlsPeersTest {

  private static final byte[] NO_INPUT = {};

  @TempDir Path folder;
  private TestServer server;
  private Path authority;

  private static Handler handler() {
    var mux = new ServeMux();
    mux.handle("/", (w, r) -> w.print("hello over " + r.tls().getProtocol()));
    mux.handle("/suite", (w, r) -> w.print(r.tls().getCipherSuite()));
    mux.handle("/echo", (w, r) -> r.body().transferTo(w));
    mux.handle("/length", (w, r) -> w.print(r.body().transferTo(OutputStream.nullOutputStream())));
    mux.handle("/large", (w, _) -> w.write("0123456789abcdef".repeat(1 << 16).getBytes(US_ASCII)));
    mux.handle(
        "/slow",
        (w, r) -> {
          r.cancellation().await(Duration.ofMillis(100));
          w.print("answered");
        });
    mux.handle(
        "/who",
        (w, r) -> {
          try {
            w.print(r.tls().getPeerPrincipal());
          } catch (SSLPeerUnverifiedException e) {
            w.print("nobody");
          }
        });
    return mux;
  }

  @BeforeEach
  void start() throws Exception {
    start(Tls.selfSigned("localhost", "a.example", "*.b.example"));
  }

  private void start(Tls tls) throws Exception {
    if (server != null) {
      server.close();
    }
    server = TestServer.start(Server.builder(handler()).tls(tls));
    authority = folder.resolve("authority.pem");
    Files.writeString(authority, pem(tls.certificates()));
  }

  private static String pem(List<X509Certificate> chain) throws CertificateException {
    var text = new StringBuilder();
    for (X509Certificate certificate : chain) {
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(
              Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return text.toString();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String url(String host, String path) {
    return "https://" + host + ":" + server.port() + path;
  }

  private Command.Result curl(byte[] input, String... options) throws Exception {
    var all = new ArrayList<>(List.of("--cacert", authority.toString()));
    for (String host : List.of("localhost", "a.example", "x.b.example", "c.example")) {
      all.addAll(List.of("--resolve", host + ":" + server.port() + ":127.0.0.1"));
    }
    all.addAll(List.of(options));
    return Command.curl(input, all.toArray(String[]::new));
  }

  /// Runs openssl, which is there wherever curl is.
  private Command.Result openssl(String input, String... options) throws Exception {
    Command.assumeInstalled("openssl");
    var command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(options));
    Command.Result result = Command.run(input.getBytes(US_ASCII), command);
    return result;
  }

  private String address() {
    return "127.0.0.1:" + server.port();
  }

  @ParameterizedTest
  @CsvSource({
    "--tlsv1.2, --tls-max, 1.2, TLSv1.2",
    "--tlsv1.3, --tls-max, 1.3, TLSv1.3",
    "--tlsv1.2, --tls-max, 1.3, TLSv1.3",
  })
  void curlSpeaksBothVersions(String min, String option, String max, String agreed)
      throws Exception {
    assertThat(curl(NO_INPUT, min, option, max, url("localhost", "/")).output())
        .isEqualTo("hello over " + agreed);
  }

  @Test
  void curlIsRefusedAnOlderVersion() throws Exception {
    Command.Result result =
        curl(
            NO_INPUT,
            "--tlsv1.0",
            "--tls-max",
            "1.1",
            "--ciphers",
            "DEFAULT@SECLEVEL=0",
            url("localhost", "/"));
    assertThat(result.exitCode()).isNotZero();
    assertThat(result.output()).contains("alert protocol version");
  }

  @Test
  void curlChecksTheNames() throws Exception {
    for (String host : List.of("localhost", "127.0.0.1", "a.example", "x.b.example")) {
      assertThat(curl(NO_INPUT, url(host, "/")).output()).startsWith("hello over");
    }
    assertThat(curl(NO_INPUT, url("c.example", "/")).exitCode()).as("another name").isEqualTo(60);
  }

  @Test
  void curlKeepsTheConnectionAndAgreesByAlpn() throws Exception {
    String url = url("localhost", "/");
    assertThat(curl(NO_INPUT, "-v", "--http1.1", url, url).output())
        .contains("ALPN: server accepted http/1.1", "Re-using existing connection");
  }

  @Test
  void curlMovesLargeContentBothWays() throws Exception {
    byte[] content = "0123456789".repeat(1_000_000).getBytes(US_ASCII);
    assertThat(curl(content, "--data-binary", "@-", url("localhost", "/length")).output())
        .isEqualTo("10000000");
    assertThat(curl(content, "-T", "-", url("localhost", "/echo")).output())
        .isEqualTo(new String(content, US_ASCII));
    assertThat(curl(NO_INPUT, url("localhost", "/large")).output()).hasSize(1 << 20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa:2048", "ec:prime256v1", "ec:secp384r1", "ed25519"})
  void curlTakesCertificatesOfEachKind(String kind) throws Exception {
    Path key = folder.resolve("key.pem");
    Path certificate = folder.resolve("certificate.pem");
    var options = new ArrayList<>(List.of("req", "-x509", "-nodes"));
    options.addAll(
        kind.startsWith("ec:")
            ? List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:" + kind.substring(3))
            : List.of("-newkey", kind));
    options.addAll(List.of("-days", "2", "-subj", "/CN=localhost"));
    options.addAll(List.of("-addext", "subjectAltName=DNS:localhost"));
    options.addAll(List.of("-keyout", key.toString(), "-out", certificate.toString()));
    Command.Result made = openssl("", options.toArray(String[]::new));
    assertThat(made.exitCode()).as(made.output()).isZero();
    start(Tls.of(certificate, key));
    assertThat(curl(NO_INPUT, url("localhost", "/")).output()).isEqualTo("hello over TLSv1.3");
  }

  @Test
  void curlShowsItsCertificate() throws Exception {
    Path key = folder.resolve("client.key.pem");
    Path certificate = folder.resolve("client.pem");
    openssl(
        "",
        "req",
        "-x509",
        "-nodes",
        "-newkey",
        "rsa:2048",
        "-days",
        "2",
        "-subj",
        "/CN=Ann",
        "-keyout",
        key.toString(),
        "-out",
        certificate.toString());
    start(
        Tls.builder()
            .selfSigned("localhost")
            .clientAuth(ClientAuth.REQUIRE)
            .trust(certificate)
            .build());
    String who = url("localhost", "/who");
    for (String version : List.of("1.2", "1.3")) {
      assertThat(
              curl(
                      NO_INPUT,
                      "--tls-max",
                      version,
                      "--cert",
                      certificate.toString(),
                      "--key",
                      key.toString(),
                      who)
                  .output())
          .isEqualTo("CN=Ann");
      assertThat(curl(NO_INPUT, "--tls-max", version, who).exitCode()).isNotZero();
    }
  }

  @Test
  void curlGetsTheCertificateOfTheNameItAsksFor() throws Exception {
    Tls tls = Tls.builder().selfSigned("localhost").selfSigned("a.example", "*.b.example").build();
    start(tls);
    assertThat(curl(NO_INPUT, url("localhost", "/")).exitCode()).isZero();
    Command.Result other = curl(NO_INPUT, "-k", "-v", url("x.b.example", "/"));
    assertThat(other.output()).contains("subject: CN=a.example");
  }

  @Test
  void opensslResumesSessionsOfTls12() throws Exception {
    Command.Result result = openssl("", "s_client", "-connect", address(), "-tls1_2", "-reconnect");
    assertThat(result.output()).contains("\nNew, TLSv1.2").contains("\nReused, TLSv1.2");
  }

  @Test
  void opensslResumesSessionsOfTls13ByTickets() throws Exception {
    String session = folder.resolve("session.pem").toString();
    String request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    String[] first = {
      "s_client", "-connect", address(), "-tls1_3", "-ign_eof", "-sess_out", session
    };
    assertThat(openssl(request, first).output()).contains("New, TLSv1.3");
    String[] second = {
      "s_client", "-connect", address(), "-tls1_3", "-ign_eof", "-sess_in", session
    };
    assertThat(openssl(request, second).output())
        .contains("Reused, TLSv1.3")
        .contains("hello over TLSv1.3");
  }

  /// An openssl that is told what to do as it goes along.
  private String converse(List<String> options, String command, String seen, String then)
      throws Exception {
    Command.assumeInstalled("openssl");
    var all = new ArrayList<>(List.of("openssl", "s_client", "-connect", address()));
    all.addAll(options);
    Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
    try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), US_ASCII));
        var out = process.getOutputStream()) {
      var text = new StringBuilder();
      awaitLine(in, "Verify return code", text);
      out.write(command.getBytes(US_ASCII));
      out.flush();
      awaitLine(in, seen, text);
      out.write(then.getBytes(US_ASCII));
      out.flush();
      in.lines().forEach(line -> text.append(line).append('\n'));
      return text.toString();
    } catch (IOException ended) {
      return "ended";
    } finally {
      process.destroyForcibly();
    }
  }

  private static void awaitLine(BufferedReader in, String part, StringBuilder text)
      throws IOException {
    String line;
    do {
      line = in.readLine();
      text.append(line).append('\n');
    } while (line != null && !line.contains(part));
  }

  private static final String LAST_REQUEST =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  @Test
  void opensslUpdatesItsKeys() throws Exception {
    for (String command : List.of("K\n", "k\n")) {
      assertThat(converse(List.of("-tls1_3"), command, "KEYUPDATE", LAST_REQUEST))
          .contains("HTTP/1.1 200 OK")
          .contains("hello over TLSv1.3");
    }
  }

  @Test
  void opensslIsRefusedASecondHandshake() throws Exception {
    assertThat(converse(List.of("-tls1_2"), "R\n", "RENEGOTIATING", LAST_REQUEST))
        .doesNotContain("hello over");
    assertThat(curl(NO_INPUT, url("localhost", "/")).output()).startsWith("hello");
  }

  @Test
  void aClientThatHalfClosesGetsItsAnswer() throws Exception {
    try (var socket =
        (SSLSocket)
            server.clientContext().getSocketFactory().createSocket("localhost", server.port())) {
      socket
          .getOutputStream()
          .write("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(US_ASCII));
      socket.shutdownOutput();
      assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
          .startsWith("HTTP/1.1 ")
          .endsWith("answered");
    }
  }

  @Test
  void theClientOfTheJdkGetsAndPosts() throws Exception {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      var parameters = new SSLParameters();
      parameters.setProtocols(new String[] {version});
      try (HttpClient client =
          HttpClient.newBuilder()
              .sslContext(server.clientContext())
              .sslParameters(parameters)
              .build()) {
        var get = HttpRequest.newBuilder(URI.create(url("localhost", "/"))).build();
        assertThat(client.send(get, BodyHandlers.ofString()).body())
            .isEqualTo("hello over " + version);
        String content = "0123456789".repeat(100_000);
        var post =
            HttpRequest.newBuilder(URI.create(url("localhost", "/echo")))
                .POST(BodyPublishers.ofString(content))
                .build();
        assertThat(client.send(post, BodyHandlers.ofString()).body()).isEqualTo(content);
      }
    }
  }

  @Test
  void theClientOfGoGetsAndPosts() throws Exception {
    Command.assumeInstalled("go");
    Path program = folder.resolve("main.go");
    Files.writeString(
        program,
        """
        package main

        import ("bytes"; "crypto/tls"; "crypto/x509"; "fmt"; "io"; "net/http"; "os")

        func main() {
          pem, _ := os.ReadFile(os.Args[2])
          roots := x509.NewCertPool()
          roots.AppendCertsFromPEM(pem)
          client := &http.Client{Transport: &http.Transport{
            TLSClientConfig: &tls.Config{RootCAs: roots,
              ClientSessionCache: tls.NewLRUClientSessionCache(4)},
            DisableKeepAlives: true}}
          for i := 0; i < 3; i++ {
            r, err := client.Get(os.Args[1] + "/")
            if err != nil { fmt.Println(err); os.Exit(1) }
            text, _ := io.ReadAll(r.Body)
            fmt.Println(string(text), r.TLS.DidResume)
          }
          content := bytes.NewReader(make([]byte, 3000000))
          r, err := client.Post(os.Args[1] + "/length", "text/plain", content)
          if err != nil { fmt.Println(err); os.Exit(1) }
          text, _ := io.ReadAll(r.Body)
          fmt.Println(string(text))
        }
        """);
    Command.Result result =
        Command.run(
            NO_INPUT,
            List.of("go", "run", program.toString(), url("localhost", ""), authority.toString()));
    assertThat(result.output())
        .isEqualTo(
            """
            hello over TLSv1.3 false
            hello over TLSv1.3 true
            hello over TLSv1.3 true
            3000000
            """);
  }

  @Test
  void wrkSeesNoError() throws Exception {
    Command.assumeInstalled("wrk");
    Command.Result result =
        Command.run(
            NO_INPUT,
            List.of("wrk", "-t1", "-c32", "--timeout=30s", "-d2s", url("localhost", "/")));
    assertThat(result.output())
        .contains("requests in")
        .doesNotContain("Socket errors")
        .doesNotContain("Non-2xx");
  }

  @Test
  void aClientThatDoesNotTrustIsOneOfTheFailures() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      var get = HttpRequest.newBuilder(URI.create(url("localhost", "/"))).build();
      assertThatThrownBy(() -> client.send(get, BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
  }
}
