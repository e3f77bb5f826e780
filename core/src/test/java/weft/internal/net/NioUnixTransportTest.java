package weft.internal.net;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;

class NioUnixTransportTest extends UnixTransportContract {

  @Override
  Listener listen(UnixDomainSocketAddress address) throws IOException {
    return NioListener.bind(address, 0, false);
  }
}
