package weft.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/// TLS 1.2, in which the end of one direction is the end of both (RFC 5246 §7.2.1).
class Tls12TransportTest extends TlsTransportTest {

  @Override
  String protocol() {
    return "TLSv1.2";
  }

  @Test
  @Override
  void stillWritesToAPeerThatHasHalfClosed() throws IOException {
    far.shutdownOutput();
    assertThat(read(near, 1)).isEqualTo("end");
    assertThatThrownBy(() -> write(near, "answer")).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void refusesToBeginAgain() throws Exception {
    byte[] hello = new byte[20_000];
    clientEngine.beginHandshake();
    int length = clientEngine.wrap(ByteBuffer.allocate(0), ByteBuffer.wrap(hello)).bytesProduced();
    client.write(hello, 0, length);
    assertThatThrownBy(() -> read(near, 1))
        .isInstanceOf(SSLException.class)
        .hasMessage("refused: renegotiation");
  }
}
