package weft.test;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import weft.internal.net.BufferPool;
import weft.internal.net.SystemClock;
import weft.internal.net.Transport;
import weft.internal.tls.TlsTransport;

/// The client's side of TLS.
final class TlsClient {

  private TlsClient() {}

  /// Returns a context that trusts one certificate only.
  static SSLContext trusting(X509Certificate certificate) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("server", certificate);
      var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      managers.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, managers.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("no TLS in this JDK", e);
    }
  }

  static TlsTransport handshake(Transport inner, SSLEngine engine) throws IOException {
    int bufferBytes = 2 * engine.getSession().getPacketBufferSize();
    var pool = new BufferPool(bufferBytes, 4);
    var transport = new TlsTransport(inner, engine, pool, SystemClock.INSTANCE);
    transport.handshake();
    return transport;
  }
}
