package weft.internal.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NioUnixTransportTest extends TransportContract {

  @TempDir Path directory;

  private SocketChannel nearChannel;

  @Override
  void connect() throws IOException {
    try (var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(UnixDomainSocketAddress.of(directory.resolve("s")));
      far = new NioTransport(SocketChannel.open(listener.getLocalAddress()));
      nearChannel = listener.accept();
    }
    near = new NioTransport(nearChannel);
  }

  @Override
  void resetFar() throws IOException {
    // A Unix domain socket is reset by a close with bytes unread.
    nearChannel.write(ByteBuffer.wrap("unread".getBytes(US_ASCII)));
    far.close();
  }

  @Test
  void hasUnixDomainAddresses() {
    assertThat(near.localAddress()).isInstanceOf(UnixDomainSocketAddress.class);
    assertThat(near.remoteAddress()).isInstanceOf(UnixDomainSocketAddress.class);
  }
}
