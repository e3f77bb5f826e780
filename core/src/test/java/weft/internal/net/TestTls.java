package weft.internal.net;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import weft.internal.tls.Identity;
import weft.internal.tls.SelfSigned;
import weft.internal.tls.ServerIdentities;

/// A context for both sides, with a certificate of its own.
final class TestTls {

  static final SSLContext CONTEXT = context();

  private TestTls() {}

  private static SSLContext context() {
    Identity identity = SelfSigned.of(List.of("localhost"), Instant.now());
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("own", identity.chain().getFirst());
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(
          new KeyManager[] {new ServerIdentities(List.of(identity))},
          trust.getTrustManagers(),
          null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
