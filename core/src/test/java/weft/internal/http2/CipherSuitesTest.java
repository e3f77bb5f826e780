package weft.internal.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static weft.internal.http2.ErrorCode.INADEQUATE_SECURITY;
import static weft.internal.http2.Frame.goAway;
import static weft.internal.http2.Frame.headers;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import weft.internal.exchange.Preface;
import weft.server.Server;
import weft.server.Tls;
import weft.test.TestServer;
import weft.test.Wire;

/// HTTP/2 over TLS 1.2 (RFC 9113 §9.2.2).
class CipherSuitesTest {

  private static final String BAD = "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256";
  private static final String GOOD = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";

  @ParameterizedTest
  @CsvSource({
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, true",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8, true",
    "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, true",
    "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256, false",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, false",
    "TLS_RSA_WITH_AES_128_GCM_SHA256, false",
    "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256, false",
    "TLS_PSK_WITH_AES_128_GCM_SHA256, false",
    "TLS_NULL_WITH_NULL_NULL, false",
  })
  void listedOnesAreNotGood(String suite, boolean good) {
    assertThat(CipherSuites.isGoodBefore13(suite)).isEqualTo(good);
  }

  /// A server whose program has enabled a suite that it should not have.
  private static TestServer server() throws Exception {
    Tls tls =
        Tls.builder()
            .selfSigned("localhost")
            .engine(engine -> engine.setEnabledCipherSuites(new String[] {BAD, GOOD}))
            .build();
    return TestServer.simulated(Server.builder((w, r) -> w.print(r.protocol())).tls(tls));
  }

  private static Wire connect(TestServer server, String suite, String protocol) throws Exception {
    SSLEngine engine = server.clientContext().createSSLEngine();
    engine.setEnabledProtocols(new String[] {"TLSv1.2"});
    engine.setEnabledCipherSuites(new String[] {suite});
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {protocol});
    engine.setSSLParameters(parameters);
    return server.connectTls(engine);
  }

  @Test
  void aListedOneEndsTheConnection() throws Exception {
    try (TestServer server = server();
        Peer peer = new Peer(connect(server, BAD, "h2"))) {
      peer.wire().send(Preface.octets());
      peer.expectLast(goAway(0, INADEQUATE_SECURITY)).expectEnd();
    }
  }

  @Test
  void anotherOneDoesNot() throws Exception {
    try (TestServer server = server();
        Peer peer = new Peer(connect(server, GOOD, "h2")).greet()) {
      peer.send(headers(1, "GET", "/"));
      assertThat(peer.response(1)).isEqualTo("200 HTTP/2.0");
    }
  }

  @Test
  void forHttp1ItIsTheBusinessOfTheProgram() throws Exception {
    try (TestServer server = server();
        Wire wire = connect(server, BAD, "http/1.1")) {
      wire.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(wire.readResponse().text()).isEqualTo("HTTP/1.1");
    }
  }
}
