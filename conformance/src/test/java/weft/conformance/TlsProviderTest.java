package weft.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.Handler;
import weft.server.Server;
import weft.server.Tls;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

/// TLS by another provider than the JDK's: Conscrypt, which is BoringSSL behind the same interface.
class TlsProviderTest {

  private static final Handler HANDLER =
      (w, r) -> {
        byte[] content = r.body().readAllBytes();
        w.print(r.tls().getProtocol() + " ");
        w.write(content);
      };

  @TempDir Path folder;

  @BeforeEach
  void assumeAvailable() {
    assumeTrue(Conscrypt.isAvailable(), "SKIPPED: no Conscrypt for this platform");
  }

  private static Tls.Builder conscrypt() {
    return Tls.builder()
        .provider(Conscrypt.newProvider())
        .engine(engine -> Conscrypt.setUseSessionTickets(engine, true));
  }

  private static TestServer start(Tls tls) throws Exception {
    return TestServer.start(Server.builder(HANDLER).tls(tls));
  }

  private static SSLEngine asking(TestServer server, String host) {
    SSLEngine engine = server.clientContext().createSSLEngine();
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(host)));
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    engine.setSSLParameters(parameters);
    return engine;
  }

  @Test
  void speaksBothVersionsAndMovesContentOfAnySize() throws Exception {
    try (var server = start(conscrypt().selfSigned("localhost").build())) {
      for (String version : List.of("TLSv1.2", "TLSv1.3")) {
        var parameters = new SSLParameters();
        parameters.setProtocols(new String[] {version});
        try (HttpClient client =
            HttpClient.newBuilder()
                .sslContext(server.clientContext())
                .sslParameters(parameters)
                .build()) {
          for (int size : new int[] {0, 1, 1000, 16_384, 16_385, 3_000_000}) {
            String content = "x".repeat(size);
            var post =
                HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/"))
                    .POST(BodyPublishers.ofString(content))
                    .build();
            assertThat(client.send(post, BodyHandlers.ofString()).body())
                .isEqualTo(version + " " + content);
          }
        }
      }
    }
  }

  @Test
  void choosesByNameAndAgreesByAlpn() throws Exception {
    Tls tls = conscrypt().selfSigned("localhost").selfSigned("*.b.example").build();
    try (var server = start(tls)) {
      SSLEngine first = asking(server, "localhost");
      server.connectTls(first).close();
      assertThat(first.getApplicationProtocol()).isEqualTo("http/1.1");
      assertThatThrownBy(() -> server.connectTls(asking(server, "x.b.example")))
          .as("the other certificate, which this client does not trust")
          .isInstanceOf(SSLException.class);
    }
  }

  @Test
  void takesKeysInPem() throws Exception {
    Command.assumeInstalled("openssl");
    for (String kind : List.of("rsa:2048", "ec")) {
      Path key = folder.resolve("key.pem");
      Path certificate = folder.resolve("certificate.pem");
      var options = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes"));
      options.addAll(List.of("-newkey", kind, "-days", "2", "-subj", "/CN=localhost"));
      if (kind.equals("ec")) {
        options.addAll(List.of("-pkeyopt", "ec_paramgen_curve:prime256v1"));
      }
      options.addAll(List.of("-keyout", key.toString(), "-out", certificate.toString()));
      assertThat(Command.run(new byte[0], options).exitCode()).isZero();
      try (var server = start(conscrypt().certificate(certificate, key).build());
          Wire wire = server.connectTls()) {
        assertThat(get(wire).text()).isEqualTo("TLSv1.3 ");
      }
    }
  }

  @Test
  void aProviderWithoutKeysOfItsOwnUsesTheKeyAsItIs() throws Exception {
    Tls tls =
        Tls.builder().provider(Security.getProvider("SunJSSE")).selfSigned("localhost").build();
    try (var server = start(tls);
        Wire wire = server.connectTls()) {
      assertThat(get(wire).text()).isEqualTo("TLSv1.3 ");
    }
  }

  private static WireResponse get(Wire wire) throws Exception {
    return wire.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").readResponse();
  }

  @Test
  void resumesSessions() throws Exception {
    Command.assumeInstalled("openssl");
    String session = folder.resolve("session.pem").toString();
    try (var server = start(conscrypt().selfSigned("localhost").build())) {
      for (String option : List.of("-sess_out", "-sess_in")) {
        var command = new ArrayList<>(List.of("openssl", "s_client", "-ign_eof"));
        command.addAll(List.of("-connect", "127.0.0.1:" + server.port(), option, session));
        String request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        String output = Command.run(request.getBytes(US_ASCII), command).output();
        assertThat(output).contains("TLSv1.3 ");
        assertThat(output).contains(option.equals("-sess_in") ? "Reused, TLSv1.3" : "New, TLSv1.3");
      }
    }
    assertThat(Files.size(Path.of(session))).isPositive();
  }

  @Test
  void endsAndCutsAreTheSame() throws Exception {
    Handler handler =
        (w, _) -> {
          w.print("content");
          w.flush();
        };
    try (var server =
            TestServer.start(
                Server.builder(handler).tls(conscrypt().selfSigned("localhost").build()));
        Wire wire = server.connectTls()) {
      byte[] whole = wire.send("GET / HTTP/1.0\r\n\r\n").readToEnd();
      assertThat(new String(whole, US_ASCII)).endsWith("content");
    }
  }
}
