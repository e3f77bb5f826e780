package weft.server;

import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Engines of clients that trust everybody.
final class TlsPeers {

  static final Path FILES = Path.of("src/test/resources/tls");

  private TlsPeers() {}

  static SSLEngine anonymous() throws Exception {
    return context(null).createSSLEngine();
  }

  /// Returns an engine that asks for a host name.
  static SSLEngine askingFor(String host) throws Exception {
    SSLEngine engine = anonymous();
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(host)));
    engine.setSSLParameters(parameters);
    return engine;
  }

  /// Returns an engine that shows the certificate of `ec.example`.
  static SSLEngine withCertificate() throws Exception {
    char[] password = "secret".toCharArray();
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(KeyStore.getInstance(FILES.resolve("ec.p12").toFile(), password), password);
    return context(factory.getKeyManagers()).createSSLEngine();
  }

  private static SSLContext context(KeyManager @Nullable [] keys) throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {new Gullible()}, null);
    return context;
  }

  private static final class Gullible extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
