package weft.bench;

import org.conscrypt.Conscrypt;
import weft.server.Tls;

/// TLS by Conscrypt. All that refers to it is here, so that servers without it need no such class.
final class ConscryptTls {

  private ConscryptTls() {}

  /// Has `tls` take its engines from Conscrypt.
  static void provide(Tls.Builder tls) {
    var buffers = new DirectBuffers();
    tls.provider(Conscrypt.newProvider())
        .engine(
            engine -> {
              Conscrypt.setUseSessionTickets(engine, true);
              Conscrypt.setBufferAllocator(engine, buffers);
            });
  }
}
