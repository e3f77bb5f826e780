package weft.internal.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.internal.tls.TlsTransport;

/// Records that cost a server work or memory and bring it nothing.
class TlsFloodTest {

  private final MemoryNetwork.Pair pair = new MemoryNetwork().pair();
  private final TlsTransport near =
      new TlsTransport(
          pair.server(), new ScriptedEngine(), new BufferPool(40_000, 4), new VirtualClock());

  @BeforeEach
  void handshake() throws IOException {
    near.handshake();
  }

  private void send(String letters) throws IOException {
    for (byte letter : letters.getBytes(US_ASCII)) {
      pair.client().write(new byte[] {23, 3, 3, 0, 1, letter}, 0, 6);
    }
  }

  private int read() throws IOException {
    return near.read(new byte[10], 0, 10);
  }

  @Test
  void manyRecordsWithoutDataAreRefused() throws IOException {
    send("-".repeat(32) + "D" + "-".repeat(33));
    assertThat(read()).isOne();
    assertThatThrownBy(this::read)
        .isInstanceOf(SSLException.class)
        .hasMessage("refused: too many records without data");
  }

  @Test
  void manyMessagesThatWantAnAnswerAreRefused() throws IOException {
    send("DU".repeat(40));
    assertThatThrownBy(
            () -> {
              while (true) {
                read();
              }
            })
        .isInstanceOf(SSLException.class)
        .hasMessage("refused: too many messages that want an answer");
  }

  @Test
  void anAnswerMakesRoomForMore() throws IOException {
    for (int i = 0; i < 10; i++) {
      send("U".repeat(20) + "D");
      assertThat(read()).isOne();
      near.write(new byte[] {'x'}, 0, 1);
    }
  }
}
