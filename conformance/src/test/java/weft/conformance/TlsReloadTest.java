package weft.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import weft.ServerTrace;
import weft.server.Server;
import weft.server.Tls;
import weft.test.TestServer;
import weft.test.Wire;

/// Certificates are replaced while clients connect, and no client notices.
///
/// `-Dtls.reload.handshakes=10000 -Dtls.reload.swaps=20` for the full number.
class TlsReloadTest {

  private static final int HANDSHAKES = Integer.getInteger("tls.reload.handshakes", 400);
  private static final int SWAPS = Integer.getInteger("tls.reload.swaps", 4);
  private static final int CLIENTS = 4;

  @TempDir Path folder;
  private final BlockingQueue<String> reloads = new LinkedBlockingQueue<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger done = new AtomicInteger();
  private final List<String> failures = new ArrayList<>();
  private final ConcurrentHashMap<String, Integer> given = new ConcurrentHashMap<>();
  private SSLContext trusting;

  @Test
  @Timeout(300)
  void noHandshakeFails() throws Exception {
    List<X509Certificate> certificates = List.of(make("one"), make("two"));
    trusting = trust(certificates);
    use("one");
    Tls tls = Tls.watching(file("cert.pem"), file("key.pem"), Duration.ofMillis(10));
    var builder = Server.builder((w, _) -> w.print("ok")).tls(tls).trace(new Reloads());
    long start = System.nanoTime();
    try (TestServer server = TestServer.start(builder)) {
      var clients = new ArrayList<Thread>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(Thread.startVirtualThread(() -> connectAgainAndAgain(server)));
      }
      for (int swap = 1; swap <= SWAPS; swap++) {
        awaitHandshakes();
        String next = swap % 2 == 0 ? "one" : "two";
        use(next);
        awaitReload("CN=" + next);
      }
      awaitHandshakes();
      over.set(true);
      for (Thread client : clients) {
        client.join();
      }
    }
    System.out.printf(
        "%d handshakes, %d swaps, %d failures, %.1f s, %s%n",
        done.get(), SWAPS, failures.size(), (System.nanoTime() - start) / 1e9, given);
    assertThat(failures).isEmpty();
    assertThat(done).hasValueGreaterThanOrEqualTo(HANDSHAKES);
    assertThat(given).containsOnlyKeys("CN=one", "CN=two");
  }

  /// Waits for the handshakes of the time between two replacements.
  private void awaitHandshakes() {
    int enough = done.get() + Math.ceilDiv(HANDSHAKES, SWAPS + 1);
    while (done.get() < enough) {
      Thread.yield();
    }
  }

  /// Waits for a reload with this certificate. Who looks between the two files may reload twice.
  private void awaitReload(String subject) throws InterruptedException {
    String reloaded = reloads.take();
    while (!reloaded.equals(subject)) {
      reloaded = reloads.take();
    }
  }

  private final class Reloads implements ServerTrace {
    @Override
    public void certificateReloaded(List<X509Certificate> chain) {
      reloads.add(chain.getFirst().getSubjectX500Principal().toString());
    }
  }

  private void connectAgainAndAgain(TestServer server) {
    while (!over.get()) {
      SSLEngine engine = trusting.createSSLEngine();
      try (Wire wire = server.connectTls(engine)) {
        wire.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").readResponse();
        given.merge(engine.getSession().getPeerPrincipal().toString(), 1, Integer::sum);
      } catch (IOException e) {
        synchronized (failures) {
          failures.add(e.toString());
        }
      }
      done.incrementAndGet();
    }
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private X509Certificate make(String name) throws Exception {
    Command.assumeInstalled("openssl");
    var options = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "2"));
    options.addAll(List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"));
    options.addAll(List.of("-subj", "/CN=" + name));
    options.addAll(List.of("-keyout", file(name + ".key").toString()));
    options.addAll(List.of("-out", file(name + ".cert").toString()));
    Command.Result made = Command.run(new byte[0], options);
    assertThat(made.exitCode()).as(made.output()).isZero();
    try (var in = Files.newInputStream(file(name + ".cert"))) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  private static SSLContext trust(List<X509Certificate> certificates) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (X509Certificate certificate : certificates) {
      store.setCertificateEntry(certificate.getSubjectX500Principal().toString(), certificate);
    }
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /// Replaces the two files, one after the other, each at once.
  private void use(String name) throws IOException {
    for (String kind : List.of("cert", "key")) {
      Path copy = Files.copy(file(name + "." + kind), file("copy"));
      Files.move(copy, file(kind + ".pem"), StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
