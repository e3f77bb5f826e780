package weft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import weft.test.TestServer;
import weft.test.Wire;

/// Certificates that are replaced while a server runs.
class CertificateWatchTest {

  private static final Duration INTERVAL = Duration.ofSeconds(10);

  @TempDir Path folder;
  private final TraceLog trace = new TraceLog();
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    use("rsa");
    Tls tls = Tls.watching(file("cert.pem"), file("key.pem"), INTERVAL);
    server =
        TestServer.simulated(
            Server.builder((w, _) -> w.print("ok"))
                .tls(tls)
                .idleTimeout(Duration.ZERO)
                .trace(trace));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private void use(String kind) throws IOException {
    copy(kind + ".cert.pem", "cert.pem");
    copy(kind + ".pkcs8.pem", "key.pem");
  }

  private void copy(String from, String to) throws IOException {
    Files.copy(TlsPeers.FILES.resolve(from), file(to), StandardCopyOption.REPLACE_EXISTING);
  }

  /// Lets time pass until there is an event of a certificate.
  private String nextEvent() throws InterruptedException {
    while (trace.isEmpty()) {
      server.pass(INTERVAL);
      Thread.yield();
    }
    return trace.next("certificate");
  }

  private String given() throws Exception {
    SSLEngine engine = TlsPeers.anonymous();
    server.connectTls(engine).close();
    trace.next("closed");
    return ((X509Certificate) engine.getSession().getPeerCertificates()[0])
        .getSubjectX500Principal()
        .toString();
  }

  @Test
  void newHandshakesGetTheNewCertificate() throws Exception {
    assertThat(given()).isEqualTo("CN=rsa.example");
    try (Wire before = server.connectTls(TlsPeers.anonymous())) {
      before.send(Sample.get("/")).readResponse();
      trace.next("finished");
      use("ec");
      assertThat(nextEvent()).isEqualTo("certificate reloaded CN=ec.example");
      assertThat(before.send(Sample.get("/")).readResponse().text())
          .as("a connection from before")
          .isEqualTo("ok");
    }
    trace.next("closed");
    assertThat(given()).isEqualTo("CN=ec.example");
    assertThat(server.server().tls().orElseThrow().certificates()).hasSize(1);
  }

  @Test
  void aPairThatIsNoneIsRejectedOnceAndTheOldOneStays() throws Exception {
    copy("ec.cert.pem", "cert.pem");
    assertThat(nextEvent())
        .startsWith("certificate rejected " + file("cert.pem"))
        .endsWith("the private key is not the certificate's");
    assertThat(given()).isEqualTo("CN=rsa.example");
    copy("ec.pkcs8.pem", "key.pem");
    assertThat(nextEvent()).as("no second rejection").contains("reloaded CN=ec.example");
    assertThat(given()).isEqualTo("CN=ec.example");
  }

  @Test
  void aFileThatIsMissingOrBrokenIsRejected() throws Exception {
    Files.delete(file("key.pem"));
    assertThat(nextEvent()).isEqualTo("certificate rejected " + file("key.pem"));
    Files.writeString(file("key.pem"), "no key");
    assertThat(nextEvent()).endsWith("no private key in PKCS#8, PKCS#1 or SEC 1");
    use("rsa");
    assertThat(nextEvent()).isEqualTo("certificate reloaded CN=rsa.example");
  }

  @Test
  void aLinkThatIsMovedIsAChange() throws Exception {
    Files.delete(file("cert.pem"));
    Files.delete(file("key.pem"));
    Files.createDirectory(file("newer"));
    copy("ed25519.cert.pem", "newer/cert.pem");
    copy("ed25519.pkcs8.pem", "newer/key.pem");
    Files.createSymbolicLink(file("cert.pem"), Path.of("newer", "cert.pem"));
    Files.createSymbolicLink(file("key.pem"), Path.of("newer", "key.pem"));
    assertThat(nextEvent()).isEqualTo("certificate reloaded CN=ed25519.example");
  }

  @Test
  void looksAreSomeTimeApart() {
    assertThatIllegalArgumentException().isThrownBy(() -> Tls.builder().watch(Duration.ZERO));
  }
}
