package weft.bench.suite;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Looks at one answer of a route before it is measured: a fast wrong answer is no result.
final class RouteCheck implements AutoCloseable {

  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] JSON =
      "{\"message\":\"Hello, World!\"}".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CONTENT =
      "0123456789abcdef".repeat(4096).getBytes(StandardCharsets.US_ASCII);

  private final Protocol protocol;
  private final int port;
  private final HttpClient client;

  private RouteCheck(Protocol protocol, int port, Path work) throws IOException {
    this.protocol = protocol;
    this.port = port;
    var builder = HttpClient.newBuilder().version(version(protocol)).connectTimeout(TIMEOUT);
    if (protocol.isSecure()) {
      builder.sslContext(trusting(Contender.identity(work)));
    }
    client = builder.build();
  }

  /// @param work the folder of the file of the download route, and of the identity
  /// @throws IOException if the answer is not what the contract of the peers says
  static void check(Workload workload, int port, Path work)
      throws IOException, InterruptedException {
    Protocol protocol = workload.loader().protocol();
    // The client of the JDK cannot begin with HTTP/2 in clear text; h2load says what was spoken.
    if (protocol == Protocol.HTTP2_CLEAR) {
      return;
    }
    try (var check = new RouteCheck(protocol, port, work)) {
      switch (workload.kind()) {
        case HELLO, CONNECT, HANDSHAKE -> check.expect("/hello", "text/plain", HELLO);
        case JSON -> check.expect("/json", "application/json", JSON);
        case ECHO -> check.expect("/echo", "", CONTENT);
        case SLEEP -> check.expect("/sleep", "text/plain", HELLO);
        case FILES, LARGE_FILES -> {
          check.expect("/files/small.css", "", Files.readAllBytes(Contender.small(work)));
          check.expect("/files/download", "", Files.readAllBytes(Contender.file(work)));
        }
        case DOWNLOAD -> check.expect("/download", "", Files.readAllBytes(Contender.file(work)));
      }
    }
  }

  private void expect(String path, String type, byte[] content)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(protocol.scheme() + "://127.0.0.1:" + port + path))
            .timeout(TIMEOUT);
    if (path.equals("/echo")) {
      request.POST(HttpRequest.BodyPublishers.ofByteArray(content));
    }
    HttpResponse<byte[]> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    HttpHeaders fields = response.headers();
    String answerType = fields.firstValue("content-type").orElse("");
    if (response.statusCode() != 200
        || !Arrays.equals(response.body(), content)
        || !answerType.startsWith(type)) {
      throw new IOException(
          "wrong answer of %s: %d, %d bytes of %s"
              .formatted(path, response.statusCode(), response.body().length, answerType));
    }
    if (fields.firstValueAsLong("content-length").orElse(-1) != content.length) {
      throw new IOException("no Content-Length from " + path);
    }
    if (response.version() != version(protocol)) {
      throw new IOException("it speaks " + response.version());
    }
  }

  private static HttpClient.Version version(Protocol protocol) {
    return protocol == Protocol.HTTP2_TLS ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1;
  }

  /// A context that trusts the certificate of the suite.
  private static SSLContext trusting(Path identity) throws IOException {
    try (InputStream in = Files.newInputStream(identity.resolve("certificate.pem"))) {
      var trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry(
          "peer", CertificateFactory.getInstance("X.509").generateCertificate(in));
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("the identity cannot be used", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
