package weft.internal.net;

import java.io.IOException;
import java.net.SocketAddress;

class NioListenerTest extends ListenerContract {

  @Override
  Listener bind(SocketAddress address, boolean reusePort) throws IOException {
    return NioListener.bind(address, 0, reusePort);
  }
}
