package weft.internal.net;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
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

  /// The response can still be sent.
  @Override
  boolean closesOnInterrupt() {
    return false;
  }
}
