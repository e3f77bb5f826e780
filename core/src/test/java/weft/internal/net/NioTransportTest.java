package weft.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

class NioTransportTest extends TransportContract {

  private SocketChannel nearChannel;
  private SocketChannel farChannel;

  @Override
  void connect() throws IOException {
    try (var listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      farChannel = SocketChannel.open(listener.getLocalAddress());
      nearChannel = listener.accept();
    }
    near = new NioTransport(nearChannel);
    far = new NioTransport(farChannel);
  }

  @Override
  void resetFar() throws IOException {
    farChannel.setOption(StandardSocketOptions.SO_LINGER, 0);
    farChannel.close();
  }

  @Test
  void doesNotDelaySmallSegments() throws IOException {
    assertThat(nearChannel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
  }

  @Test
  void knowsBothAddresses() {
    assertThat(near.remoteAddress()).isEqualTo(far.localAddress());
    assertThat(near.localAddress()).isEqualTo(far.remoteAddress());
  }

  @Test
  void doesNotWaitUntilReadable() throws IOException {
    assertThat(near.awaitsReadable()).isFalse();
    near.awaitReadable();
  }
}
