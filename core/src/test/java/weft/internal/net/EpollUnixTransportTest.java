package weft.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static weft.internal.net.Spawned.spawn;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import weft.internal.epoll.Epoll;
import weft.internal.epoll.EpollListener;

class EpollUnixTransportTest extends UnixTransportContract {

  @Override
  Listener listen(UnixDomainSocketAddress address) throws IOException {
    assumeTrue(Epoll.isAvailable(), "SKIPPED: no epoll here, or no native access");
    return EpollListener.bind(address, 16, false);
  }

  @Override
  boolean sendsFiles() {
    return true;
  }

  /// Unlike a channel: the response can still be sent.
  @Test
  @Override
  void anInterruptClosesAsItDoesForEveryChannel() throws Exception {
    interruptOnlyEndsTheWait();
  }

  @Test
  @Override
  void anInterruptOfAReaderClosesAWatchedConnection() throws Exception {
    near.watchPeer();
    interruptOnlyEndsTheWait();
  }

  private void interruptOnlyEndsTheWait() throws Exception {
    var reader = spawn(() -> read(near, 1)).awaitBlocked();
    reader.interrupt();
    assertThatThrownBy(reader::join).isInstanceOf(InterruptedIOException.class);
    write(near, "x");
    assertThat(read(far, 1)).isEqualTo("x");
  }
}
