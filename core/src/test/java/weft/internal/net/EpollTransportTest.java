package weft.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;
import weft.internal.epoll.Epoll;
import weft.internal.epoll.EpollListener;

class EpollTransportTest extends TransportContract {

  private SocketChannel farChannel;

  @Override
  void connect() throws IOException {
    assumeTrue(Epoll.isAvailable(), "SKIPPED: no epoll here, or no native access");
    var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    try (var listener = EpollListener.bind(any, 16, false)) {
      farChannel = SocketChannel.open(listener.localAddress());
      near = listener.accept();
    }
    far = new NioTransport(farChannel);
  }

  @Override
  void resetFar() throws IOException {
    farChannel.setOption(StandardSocketOptions.SO_LINGER, 0);
    farChannel.close();
  }

  @Override
  boolean sendsFiles() {
    return true;
  }

  @Test
  void knowsBothAddresses() {
    assertThat(near.remoteAddress()).isEqualTo(far.localAddress());
    assertThat(near.localAddress()).isEqualTo(far.remoteAddress());
  }

  /// The response can still be sent.
  @Override
  boolean closesOnInterrupt() {
    return false;
  }
}
