package weft.server;

import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
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
    return context(keys()).createSSLEngine();
  }

  /// As [#withCertificate()], also to a server that does not name its authority.
  static SSLEngine insistingOnItsCertificate() throws Exception {
    var keys = (X509ExtendedKeyManager) keys()[0];
    return context(new KeyManager[] {new Insisting(keys)}).createSSLEngine();
  }

  private static KeyManager[] keys() throws Exception {
    char[] password = "secret".toCharArray();
    var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(KeyStore.getInstance(FILES.resolve("ec.p12").toFile(), password), password);
    return factory.getKeyManagers();
  }

  private static SSLContext context(KeyManager @Nullable [] keys) throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(keys, new TrustManager[] {new Gullible()}, null);
    return context;
  }

  private static final class Insisting extends X509ExtendedKeyManager {
    private final X509ExtendedKeyManager keys;
    private final String alias;

    Insisting(X509ExtendedKeyManager keys) {
      this.keys = keys;
      alias = keys.getClientAliases("EC", null)[0];
    }

    @Override
    public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
      return alias;
    }

    @Override
    public String[] getClientAliases(String type, Principal[] issuers) {
      return new String[] {alias};
    }

    @Override
    public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
      return alias;
    }

    @Override
    public String[] getServerAliases(String type, Principal[] issuers) {
      return new String[0];
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
      return null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String name) {
      return keys.getCertificateChain(name);
    }

    @Override
    public PrivateKey getPrivateKey(String name) {
      return keys.getPrivateKey(name);
    }
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
