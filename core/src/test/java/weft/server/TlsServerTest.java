package weft.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.Handler;
import weft.test.TestServer;
import weft.test.Wire;
import weft.test.WireResponse;

/// A server that speaks TLS.
@SuppressWarnings("try") // clients close in the middle of a test
class TlsServerTest {

  private static final Tls TLS = Tls.selfSigned("localhost");
  private static final Path CERTIFICATE = TlsPeers.FILES.resolve("ec.cert.pem");
  private static final Path KEY = TlsPeers.FILES.resolve("ec.pkcs8.pem");

  private final TraceLog trace = new TraceLog();

  private TestServer simulated(Handler handler) throws IOException {
    return simulated(handler, TLS);
  }

  private TestServer simulated(Handler handler, Tls tls) throws IOException {
    return TestServer.simulated(Server.builder(handler).tls(tls).trace(trace));
  }

  @ParameterizedTest
  @EnumSource
  void answersOverTls(Network network) throws Exception {
    var builder =
        Server.builder((w, r) -> w.print(r.scheme() + " " + r.tls().getProtocol())).tls(TLS);
    try (var server = network.start(builder);
        Wire wire = server.connectTls()) {
      assertThat(server.uri("/")).hasScheme("https");
      assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo("https TLSv1.3");
      assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo("https TLSv1.3");
    }
  }

  @ParameterizedTest
  @EnumSource
  void streamsBothWaysAtOnce(Network network) throws Exception {
    String content = "0123456789abcdef".repeat(20_000);
    var builder = Server.builder((w, r) -> r.body().transferTo(w)).tls(TLS);
    try (var server = network.start(builder);
        Wire wire = server.connectTls()) {
      var writer = Thread.startVirtualThread(() -> post(wire, content));
      assertThat(wire.readResponse().text()).isEqualTo(content);
      writer.join();
    }
  }

  private static void post(Wire wire, String content) {
    try {
      wire.send(Sample.post("/", content));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void offersTls12And13AndNothingOlder() throws Exception {
    try (var server = simulated((w, r) -> w.print(r.tls().getCipherSuite()))) {
      try (Wire wire = server.connectTls(speaking("TLSv1.2", null))) {
        assertThat(wire.send(Sample.get("/")).readResponse().text())
            .isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
      }
      trace.next("closed");
      try (Wire wire = server.connectTls(speaking("TLSv1.3", null))) {
        assertThat(wire.send(Sample.get("/")).readResponse().text())
            .isEqualTo("TLS_AES_128_GCM_SHA256");
      }
      trace.next("closed");
      assertThatThrownBy(
              () ->
                  server.connectTls(speaking("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256")))
          .isInstanceOf(SSLException.class);
      assertThat(trace.next("handshake failed")).isEqualTo("handshake failed NOT_AGREED");
      assertThat(trace.next("closed")).startsWith("closed HANDSHAKE_FAILED requests=0");
    }
  }

  private static SSLEngine speaking(String protocol, String cipherSuite) throws Exception {
    SSLEngine engine = TlsPeers.anonymous();
    engine.setEnabledProtocols(new String[] {protocol});
    if (cipherSuite != null) {
      engine.setEnabledCipherSuites(new String[] {cipherSuite});
    }
    return engine;
  }

  @ParameterizedTest
  @CsvSource({
    "one.example, one.example",
    "ONE.example, one.example",
    "a.two.example, *.two.example",
    "exact.two.example, exact.two.example",
    "a.b.two.example, one.example",
    "two.example, one.example",
    "unknown.example, one.example",
  })
  void choosesTheCertificateByTheNameThatIsAskedFor(String asked, String given) throws Exception {
    Tls tls =
        Tls.builder()
            .selfSigned("one.example")
            .selfSigned("*.two.example")
            .selfSigned("exact.two.example")
            .build();
    try (var server = simulated((w, _) -> w.print("ok"), tls)) {
      SSLEngine engine = TlsPeers.askingFor(asked);
      server.connectTls(engine).close();
      var certificate = (X509Certificate) engine.getSession().getPeerCertificates()[0];
      assertThat(certificate.getSubjectX500Principal()).hasToString("CN=" + given);
    }
  }

  @Test
  void choosesTheKindOfKeyThatTheClientKnows() throws Exception {
    Tls tls =
        Tls.builder()
            .certificate(CERTIFICATE, KEY)
            .certificate(
                TlsPeers.FILES.resolve("rsa.cert.pem"), TlsPeers.FILES.resolve("rsa.pkcs1.pem"))
            .build();
    try (var server = simulated((w, r) -> w.print(r.tls().getCipherSuite()), tls)) {
      String rsa = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
      assertThatThrownBy(() -> server.connectTls(speaking("TLSv1.2", rsa)))
          .as("a certificate for another name, unless the client asks for it")
          .isInstanceOf(SSLException.class);
      SSLEngine engine = TlsPeers.askingFor("rsa.example");
      engine.setEnabledProtocols(new String[] {"TLSv1.2"});
      engine.setEnabledCipherSuites(new String[] {rsa});
      try (Wire wire = server.connectTls(engine)) {
        assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo(rsa);
      }
    }
  }

  private Tls asking(ClientAuth auth) throws IOException {
    return Tls.builder()
        .certificate(CERTIFICATE, KEY)
        .clientAuth(auth)
        .trust(TlsPeers.FILES.resolve("ec.cert.pem"))
        .build();
  }

  private static final Handler WHO =
      (w, r) -> {
        try {
          w.print(r.tls().getPeerPrincipal());
        } catch (SSLPeerUnverifiedException e) {
          w.print("nobody");
        }
      };

  @Test
  void handlersSeeTheCertificateOfTheClient() throws Exception {
    try (var server = simulated(WHO, asking(ClientAuth.REQUEST))) {
      try (Wire wire = server.connectTls(TlsPeers.withCertificate())) {
        assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo("CN=ec.example");
      }
      try (Wire wire = server.connectTls(TlsPeers.anonymous())) {
        assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo("nobody");
      }
    }
  }

  @Test
  void clientsWithoutARequiredCertificateAreRefused() throws Exception {
    try (var server = simulated(WHO, asking(ClientAuth.REQUIRE))) {
      try (Wire wire = server.connectTls(TlsPeers.withCertificate())) {
        assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo("CN=ec.example");
      }
      // In TLS 1.3 the client is done before the server has seen that there is none.
      try (Wire wire = server.connectTls(TlsPeers.anonymous())) {
        assertThatThrownBy(wire::isAtEnd).isInstanceOf(SSLException.class);
      }
      assertThat(trace.next("handshake failed")).isEqualTo("handshake failed NOT_AGREED");
    }
  }

  /// What Go calls VerifyClientCertIfGiven. The alert is no cut connection to the client, though
  /// the server closes before it has read all that the client said.
  @ParameterizedTest
  @EnumSource
  void aCertificateThatIsShownMustBeTrusted(Network network) throws Exception {
    for (ClientAuth auth : List.of(ClientAuth.REQUEST, ClientAuth.REQUIRE)) {
      Tls tls =
          Tls.builder()
              .certificate(CERTIFICATE, KEY)
              .clientAuth(auth)
              .trust(TlsPeers.FILES.resolve("rsa.cert.pem"))
              .build();
      try (var server = network.start(Server.builder(WHO).tls(tls).trace(trace));
          Wire wire = server.connectTls(TlsPeers.insistingOnItsCertificate())) {
        if (network != Network.MEMORY) { // where a reset also takes what was not read
          sendIfOpen(wire, Sample.get("/"));
        }
        assertThatThrownBy(wire::isAtEnd).isInstanceOf(SSLException.class);
        assertThat(trace.next("handshake failed")).isEqualTo("handshake failed NOT_AGREED");
      }
    }
  }

  private static void sendIfOpen(Wire wire, String request) {
    try {
      wire.send(request);
    } catch (IOException e) {
      // The server was faster; what it said can still be read.
    }
  }

  @Test
  void agreesOnHttp11ByAlpn() throws Exception {
    try (var server = simulated((w, _) -> w.print("ok"))) {
      SSLEngine engine = offering("something", "http/1.1");
      server.connectTls(engine).close();
      assertThat(engine.getApplicationProtocol()).isEqualTo("http/1.1");
      assertThatThrownBy(() -> server.connectTls(offering("something")))
          .isInstanceOf(SSLException.class)
          .hasMessageContaining("no_application_protocol");
    }
  }

  private static SSLEngine offering(String... protocols) throws Exception {
    SSLEngine engine = TlsPeers.anonymous();
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    engine.setSSLParameters(parameters);
    return engine;
  }

  @ParameterizedTest
  @EnumSource
  void anHttpRequestInClearTextIsToldSo(Network network) throws Exception {
    var builder = Server.builder((w, _) -> w.print("secret")).tls(TLS).trace(trace);
    try (var server = network.start(builder);
        Wire wire = server.connect()) {
      WireResponse response = wire.send(Sample.get("/")).readResponse();
      assertThat(response.status()).isEqualTo(400);
      assertThat(response.text())
          .isEqualTo("This port speaks HTTPS, and the request came without TLS.\n");
      assertThat(wire.isAtEnd()).isTrue();
      wire.close();
      assertThat(trace.next("handshake failed")).isEqualTo("handshake failed PLAIN_HTTP");
      assertThat(trace.next("closed")).startsWith("closed HANDSHAKE_FAILED");
    }
  }

  @Test
  void garbageIsNotAnswered() throws Exception {
    try (var server = simulated((w, _) -> w.print("ok"));
        Wire wire = server.connect()) {
      wire.send("\u0000\u0001 what is this?");
      assertThat(wire.isAtEnd()).isTrue();
      assertThat(trace.next("handshake failed")).isEqualTo("handshake failed NOT_TLS");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\u0016\u0003\u0001\u0002", "\u0016\u0003\u0001\u0000\u0005\u0001"})
  void aClientThatDoesNotGoOnIsClosed(String sent) throws Exception {
    try (var server = simulated((w, _) -> w.print("ok"));
        Wire wire = server.connect()) {
      wire.send(sent);
      server.advance(Duration.ofMillis(9_900));
      assertThat(trace.until("accepted")).hasSize(1);
      server.advance(Duration.ofMillis(200));
      assertThat(trace.next("handshake failed")).isEqualTo("handshake failed TIMED_OUT");
      assertThat(wire.isAtEnd()).isTrue();
      assertThat(trace.next("closed")).startsWith("closed HANDSHAKE_FAILED");
      assertThat(server.server().connections()).isZero();
    }
  }

  @Test
  void aClientThatLeavesInTheHandshakeIsOneEvent() throws Exception {
    try (var server = simulated((w, _) -> w.print("ok"));
        Wire wire = server.connect()) {
      wire.send("\u0016\u0003\u0001").close();
      assertThat(trace.until("closed"))
          .containsExactly(
              "accepted",
              "handshake failed CONNECTION_LOST",
              "closed HANDSHAKE_FAILED requests=0 in=0 out=0");
    }
  }

  @Test
  void readHeaderTimeoutBeginsAfterTheHandshake() throws Exception {
    try (var server = simulated((w, _) -> w.print("ok"));
        Wire wire = server.connectTls()) {
      server.advance(Duration.ofSeconds(11));
      assertThat(trace.next("timed out")).isEqualTo("timed out READ_HEADER");
      assertThat(wire.isAtEnd()).as("by a close_notify").isTrue();
    }
  }

  @Test
  void anIdleConnectionIsClosedByACloseNotify() throws Exception {
    try (var server = simulated((w, _) -> w.print("ok"));
        Wire wire = server.connectTls()) {
      wire.send(Sample.get("/")).readResponse();
      server.advance(Duration.ofSeconds(76));
      assertThat(wire.readToEnd()).isEmpty();
    }
  }

  @Test
  void aResponseThatEndsWithTheConnectionIsWholeOrCut() throws Exception {
    Handler handler =
        (w, r) -> {
          w.print("some content");
          w.flush();
          if (r.path().equals("/broken")) {
            throw new IllegalStateException("broken");
          }
        };
    try (var server = simulated(handler)) {
      try (Wire wire = server.connectTls()) {
        byte[] whole = wire.send("GET / HTTP/1.0\r\n\r\n").readToEnd();
        assertThat(new String(whole, US_ASCII)).endsWith("some content");
      }
      try (Wire wire = server.connectTls()) {
        wire.send("GET /broken HTTP/1.0\r\n\r\n");
        assertThatThrownBy(wire::readToEnd).isInstanceOf(EOFException.class);
      }
    }
  }

  @Test
  void aHandlerThatTookTheConnectionOverLearnsOfACut() throws Exception {
    var ends = new LinkedBlockingQueue<String>();
    Handler handler =
        (w, _) -> {
          try (var connection = w.hijack()) {
            ends.add("end " + connection.input().read());
          } catch (EOFException e) {
            ends.add("cut");
          }
        };
    try (var server = TestServer.start(Server.builder(handler).tls(TLS))) {
      for (boolean cut : new boolean[] {false, true}) {
        try (var below = new Socket("127.0.0.1", server.port());
            var socket =
                server
                    .clientContext()
                    .getSocketFactory()
                    .createSocket(below, "localhost", server.port(), false)) {
          socket.getOutputStream().write(Sample.get("/").getBytes(US_ASCII));
          if (cut) {
            below.shutdownOutput();
          } else {
            socket.shutdownOutput();
          }
          assertThat(ends.take()).isEqualTo(cut ? "cut" : "end -1");
        }
      }
    }
  }

  @Test
  void listensOverTlsByOneCall(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("s"); // a port may be taken by somebody else
    var serving =
        Thread.startVirtualThread(
            () -> {
              try {
                Http.listenAndServeTls("unix:" + file, CERTIFICATE, KEY, (w, _) -> w.print("ok"));
              } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    try (Wire wire = connectOnceThere(file).startTls(TlsPeers.anonymous())) {
      assertThat(wire.send(Sample.get("/")).readResponse().text()).isEqualTo("ok");
    }
    serving.interrupt();
    serving.join();
  }

  private static Wire connectOnceThere(Path file) {
    while (true) {
      try {
        return Wire.connect(UnixDomainSocketAddress.of(file));
      } catch (IOException notYet) {
        Thread.yield();
      }
    }
  }

  @Test
  void aShutdownDoesNotWaitForASilentHandshake() throws Exception {
    try (var server = simulated((w, _) -> w.print("ok"));
        Wire wire = server.connect()) {
      wire.send("\u0016\u0003");
      server.awaitQuiescent();
      var stopping =
          Thread.startVirtualThread(
              () -> {
                try {
                  server.server().shutdown(Duration.ofMinutes(1));
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      while (stopping.isAlive()) {
        server.advance(Duration.ofMillis(100));
        Thread.yield();
      }
      assertThat(trace.next("handshake failed")).isEqualTo("handshake failed TIMED_OUT");
    }
  }

  @Test
  void handshakesAboveTheMaximumWaitAndThenAreRefused() throws Exception {
    Tls tls =
        Tls.builder()
            .selfSigned("localhost")
            .handshakesMax(1)
            .handshakeTimeout(Duration.ofSeconds(5))
            .build();
    try (var server = simulated((w, _) -> w.print("ok"), tls);
        Wire holds = server.connect();
        Wire silent = server.connect()) {
      byte[] hello = hello();
      holds.send(hello);
      server.awaitQuiescent(); // it waits for the client's answer
      Wire waits = server.connect().send(hello);
      Wire tooMany = server.connect().send(hello);
      assertThat(trace.next("handshake failed")).isEqualTo("handshake failed OVERLOADED");
      server.pass(Duration.ofMillis(5_100));
      assertThat(trace.next("handshake failed")).startsWith("handshake failed");
      waits.close();
      tooMany.close();
      assertThat(trace.next("handshake failed")).startsWith("handshake failed");
    }
  }

  @Test
  void whoWaitsForAHandshakeIsLetGoWhenTheServerStops() throws Exception {
    Tls tls = Tls.builder().selfSigned("localhost").handshakesMax(1).build();
    try (var server = simulated((w, _) -> w.print("ok"), tls);
        Wire holds = server.connect();
        Wire waits = server.connect()) {
      holds.send(hello());
      server.awaitQuiescent(); // it waits for the client's answer
      waits.send(hello());
      Thread stopping = Thread.startVirtualThread(server.server()::close);
      assertEnds(waits);
      assertThat(stopping.join(Duration.ofSeconds(10))).isTrue();
      assertThat(trace.until("handshake failed")).isNotEmpty();
      assertThat(trace.next("handshake failed")).startsWith("handshake failed");
    }
  }

  /// The end, or a reset where octets of the client were still unread.
  private static void assertEnds(Wire wire) throws IOException {
    try {
      assertThat(wire.isAtEnd()).isTrue();
    } catch (SocketException reset) {
      assertThat(reset).hasMessage("Connection reset");
    }
  }

  private static byte[] hello() throws Exception {
    SSLEngine engine = TlsPeers.anonymous();
    engine.setUseClientMode(true);
    byte[] hello = new byte[20_000];
    int length = engine.wrap(ByteBuffer.allocate(0), ByteBuffer.wrap(hello)).bytesProduced();
    return Arrays.copyOf(hello, length);
  }
}
