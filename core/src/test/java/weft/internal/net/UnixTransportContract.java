package weft.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds for every transport over a Unix domain socket.
abstract class UnixTransportContract extends TransportContract {

  @TempDir Path directory;

  abstract Listener listen(UnixDomainSocketAddress address) throws IOException;

  @Override
  void connect() throws IOException {
    try (var listener = listen(UnixDomainSocketAddress.of(directory.resolve("s")))) {
      far = new NioTransport(SocketChannel.open(listener.localAddress()));
      near = listener.accept();
    }
  }

  @Override
  void resetFar() throws IOException {
    // A Unix domain socket is reset by a close with bytes unread.
    write(near, "unread");
    far.close();
  }

  @Test
  void hasUnixDomainAddresses() {
    assertThat(near.localAddress()).isInstanceOf(UnixDomainSocketAddress.class);
    assertThat(near.remoteAddress()).isInstanceOf(UnixDomainSocketAddress.class);
  }
}
