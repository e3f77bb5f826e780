package weft.internal.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static weft.internal.net.Spawned.spawn;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import weft.internal.tls.NotTlsException;
import weft.internal.tls.TlsTransport;

/// TLS 1.3 over memory keeps the contract of every transport.
class TlsTransportTest extends TransportContract {

  final MemoryNetwork network = new MemoryNetwork();
  final BufferPool pool = new BufferPool(TlsTransport.bufferBytes(TestTls.CONTEXT), 16);
  MemoryTransport server;
  MemoryTransport client;
  SSLEngine clientEngine;

  @Override
  void connect() throws IOException {
    use(network.pair());
  }

  String protocol() {
    return "TLSv1.3";
  }

  void use(MemoryNetwork.Pair pair) throws IOException {
    client = pair.client();
    server = pair.server();
    TlsTransport to = transport(server, false);
    TlsTransport from = transport(client, true);
    var handshake =
        spawn(
            () -> {
              from.handshake();
              return from;
            });
    to.handshake();
    near = to;
    try {
      far = handshake.join();
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  TlsTransport transport(Transport inner, boolean asClient) {
    SSLEngine engine = TestTls.CONTEXT.createSSLEngine();
    engine.setUseClientMode(asClient);
    engine.setEnabledProtocols(new String[] {protocol()});
    return transport(inner, engine);
  }

  private TlsTransport transport(Transport inner, SSLEngine engine) {
    if (engine.getUseClientMode()) {
      clientEngine = engine;
    }
    return new TlsTransport(inner, engine, pool, new VirtualClock());
  }

  @Override
  void resetFar() {
    client.reset();
  }

  @Test
  void isEncrypted() throws IOException {
    write(far, "secret");
    byte[] sealed = new byte[100];
    int n = server.read(sealed, 0, sealed.length);
    assertThat(n).isBetween(6 + 5 + 16, 6 + 5 + 16 + 17);
    assertThat(new String(sealed, 0, n, ISO_8859_1)).doesNotContain("secret");
  }

  @Test
  void readsByteByByte() throws IOException {
    use(network.pair(Faults.NONE.withReadBytesMax(1), Faults.NONE.withReadBytesMax(1)));
    byte[] sent = noise(40_000);
    far.write(sent, 0, sent.length);
    assertThat(readBytes(near, sent.length)).isEqualTo(sent);
    near.write(sent, 0, sent.length);
    assertThat(readBytes(far, sent.length)).isEqualTo(sent);
  }

  @Test
  void readsInPiecesOfAnyLength() throws IOException {
    for (long seed = 0; seed < 20; seed++) {
      use(network.pair(Faults.NONE.withSplits(seed), Faults.NONE.withSplits(seed + 100)));
      byte[] sent = noise(20_000);
      far.write(sent, 0, sent.length);
      assertThat(readBytes(near, sent.length)).isEqualTo(sent);
    }
  }

  @Test
  void waitsForARecordWithoutABuffer() throws Exception {
    assertThat(near.awaitsReadable()).isTrue();
    var waiting =
        spawn(
            () -> {
              near.awaitReadable();
              return read(near, 5);
            });
    write(far, "hello");
    assertThat(waiting.join()).isEqualTo("hello");
  }

  @Test
  void waitsForWhatAWatcherReadsAhead() throws Exception {
    near.watchPeer();
    write(far, "hello");
    near.awaitReadable();
    assertThat(read(near, 3)).isEqualTo("hel");
    near.awaitReadable(); // the rest is there
    assertThat(read(near, 3)).isEqualTo("lo");
    near.watchPeer();
    far.shutdownOutput();
    near.awaitReadable();
    assertThat(read(near, 3)).isEqualTo("end");
    near.awaitReadable();
    assertThat(read(near, 3)).isEqualTo("end");
  }

  @Test
  void aWaitEndsWithTheDeadline() throws Exception {
    var waiting =
        spawn(
            () -> {
              near.awaitReadable();
              return read(near, 1);
            });
    network.awaitQuiescent();
    near.expireRead();
    assertThatThrownBy(waiting::join).hasStackTraceContaining("read deadline passed");
  }

  // RFC 8446 §4.6.1.
  @Test
  void theTicketOfAServerLeavesWithItsFirstData() throws Exception {
    assumeTrue(protocol().equals("TLSv1.3"));
    var first =
        spawn(
                () -> {
                  byte[] sealed = new byte[10_000];
                  return client.read(sealed, 0, sealed.length);
                })
            .awaitBlocked();
    write(near, "data");
    assertThat(first.join()).isGreaterThan(200);
  }

  @Test
  void aCloseNotifyIsAnEndAndNotACut() throws IOException {
    write(far, "all");
    far.shutdownOutput();
    assertThat(readAll(near, 3)).isEqualTo("all");
    assertThat(read(near, 1)).isEqualTo("end");
    assertThat(near.isTruncated()).isFalse();
  }

  @Test
  void anEndWithoutCloseNotifyIsACut() throws IOException {
    write(far, "part");
    client.shutdownOutput();
    assertThat(readAll(near, 4)).isEqualTo("part");
    assertThat(read(near, 1)).isEqualTo("end");
    assertThat(near.isTruncated()).isTrue();
  }

  @Test
  void aCloseIsSaidOnceAndEndsTheOutput() throws IOException {
    near.sendClose();
    near.sendClose();
    assertThat(read(far, 1)).isEqualTo("end");
    assertThat(far.isTruncated()).isFalse();
    assertThatThrownBy(() -> write(near, "x")).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void aCloseIsNotSaidWhileSomebodyWrites() throws Exception {
    var writer =
        spawn(
                () -> {
                  near.write(new byte[1 << 20], 0, 1 << 20);
                  return "written";
                })
            .awaitBlocked();
    near.sendClose();
    readBytes(far, 1 << 20);
    assertThat(writer.join()).isEqualTo("written");
  }

  @Test
  void aCloseNotifyThatFindsNoRoomIsGivenUp() throws Exception {
    use(new MemoryNetwork(4000).pair());
    far.write(new byte[3945], 0, 3945); // and its header and tag
    var closer =
        spawn(
                () -> {
                  far.sendClose();
                  return "done";
                })
            .awaitBlocked();
    far.sweep(1_000_000_000);
    assertThat(closer.join()).isEqualTo("done");
  }

  @Test
  void aChangedRecordIsRefusedAndTheWriterIsTold() throws IOException {
    byte[] forged = {23, 3, 3, 0, 40, 1, 2, 3};
    client.write(forged, 0, forged.length);
    client.write(new byte[37], 0, 37);
    assertThatThrownBy(() -> read(near, 1)).isInstanceOf(SSLException.class);
    assertThatThrownBy(() -> read(far, 1))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("fatal alert");
    assertThatThrownBy(() -> write(near, "x")).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void aRecordThatIsTooLongIsRefused() throws IOException {
    byte[] header = {23, 3, 3, (byte) 0xff, (byte) 0xff};
    client.write(header, 0, header.length);
    assertThatThrownBy(() -> read(near, 1)).isInstanceOf(SSLException.class);
  }

  @Test
  void clearTextInsteadOfAHandshakeIsNotTls() {
    assertThat(notTls("GET / HTTP/1.1\r\n\r\n").isHttp()).isTrue();
    assertThat(notTls("\u0016\u0004\u0001\u0001\u0001").isHttp()).isFalse();
    assertThat(notTls("\u0000\u0001\u0002\u0003\u0004").isHttp()).isFalse();
    assertThat(notTls("\u0016\u0003\u0001\u00ff\u00ff").isHttp()).isFalse();
  }

  private NotTlsException notTls(String octets) {
    var pair = network.pair();
    TlsTransport to = transport(pair.server(), false);
    byte[] b = octets.getBytes(ISO_8859_1);
    try {
      pair.client().write(b, 0, b.length);
      pair.client().shutdownOutput();
      to.handshake();
    } catch (NotTlsException e) {
      return e;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    throw new AssertionError("a handshake");
  }
}
