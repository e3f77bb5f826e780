package weft.bench.peers;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.nio.file.Path;
import java.security.SecureRandom;
import javax.net.ssl.SSLException;

/// TLS as Netty's own examples for HTTP/2 have it.
final class NettyTls {
  private NettyTls() {}

  static SslContext context(Path identity, SslProvider provider) throws SSLException {
    var protocols =
        new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2,
            ApplicationProtocolNames.HTTP_1_1);
    SslContext context =
        SslContextBuilder.forServer(
                identity.resolve("certificate.pem").toFile(), identity.resolve("key.pem").toFile())
            .sslProvider(provider)
            .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
            .applicationProtocolConfig(protocols)
            .build();
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      // Without a key there are no tickets, and nothing is resumed.
      sessions.setTicketKeys(ticketKey());
    }
    return context;
  }

  private static OpenSslSessionTicketKey ticketKey() {
    var random = new SecureRandom();
    return new OpenSslSessionTicketKey(
        random.generateSeed(OpenSslSessionTicketKey.NAME_SIZE),
        random.generateSeed(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
        random.generateSeed(OpenSslSessionTicketKey.AES_KEY_SIZE));
  }
}
