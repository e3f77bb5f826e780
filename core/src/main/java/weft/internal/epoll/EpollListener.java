package weft.internal.epoll;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import weft.internal.net.Listener;
import weft.internal.net.Transport;

/// A listening socket whose blocking `accept` parks the virtual thread that calls it.
public final class EpollListener implements Listener {

  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_KEEPALIVE = 9;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;

  private final ListeningSocket socket;
  private final SocketAddress localAddress;
  private final byte[] peer = new byte[SocketAddresses.BYTES_MAX];

  private static final class ListeningSocket extends EpollSocket {
    ListeningSocket(int fd) {
      super(fd);
    }

    @Override
    boolean stopsReading() {
      return false;
    }

    @Override
    boolean stopsWriting() {
      return false;
    }

    @Override
    void onPeerEnded(boolean gone) {}
  }

  private EpollListener(int fd) throws IOException {
    socket = new ListeningSocket(fd);
    byte[] name = new byte[SocketAddresses.BYTES_MAX];
    Pollers.checked("getsockname", Libc.socketName(fd, name));
    localAddress = SocketAddresses.decode(name);
  }

  /// Listens on an Internet address.
  ///
  /// @param backlog how many connections the kernel queues for accepting, at most its own bound
  /// @throws BindException if the address is in use or not of this machine
  public static EpollListener bind(InetSocketAddress address, int backlog) throws IOException {
    byte[] name = SocketAddresses.encode(address);
    int family = SocketAddresses.family(name);
    int fd = Libc.socket(family);
    if (fd < 0 && address.getAddress().isAnyLocalAddress()) {
      name = SocketAddresses.encodeIpv4(address); // a machine without IPv6
      family = SocketAddresses.AF_INET;
      fd = Libc.socket(family);
    }
    Pollers.checked("socket", fd);
    try {
      Pollers.checked("setsockopt", Libc.setOption(fd, SOL_SOCKET, SO_REUSEADDR, 1));
      if (family == SocketAddresses.AF_INET6) {
        Pollers.checked("setsockopt", Libc.setOption(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0));
      }
      int bound = Libc.bind(fd, name);
      if (bound < 0) {
        throw new BindException(
            bound == -Libc.EADDRINUSE
                ? "Address already in use: " + address
                : "bind to " + address + " failed: error " + -bound);
      }
      Pollers.checked("listen", Libc.listen(fd, backlog));
      return new EpollListener(fd);
    } catch (IOException e) {
      Libc.close(fd);
      throw e;
    }
  }

  @Override
  public Transport accept() throws IOException {
    while (true) {
      int fd = acceptOne();
      if (fd >= 0) {
        return transport(fd);
      }
      switch (-fd) {
        case Libc.EAGAIN -> socket.awaitReadable();
        case Libc.EINTR, Libc.ECONNABORTED -> {}
        default -> throw new IOException("accept4 failed: error " + -fd);
      }
    }
  }

  private int acceptOne() throws IOException {
    if (!socket.enterRead()) {
      throw new ClosedChannelException();
    }
    try {
      socket.lowerReadable();
      return Libc.accept(socket.fd(), peer);
    } finally {
      socket.leaveRead();
    }
  }

  private Transport transport(int fd) throws IOException {
    int _ = Libc.setOption(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    int _ = Libc.setOption(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    return new EpollTransport(fd, localAddress(fd), SocketAddresses.decode(peer));
  }

  private SocketAddress localAddress(int fd) throws IOException {
    if (localAddress instanceof InetSocketAddress inet && inet.getAddress().isAnyLocalAddress()) {
      byte[] name = new byte[SocketAddresses.BYTES_MAX];
      Pollers.checked("getsockname", Libc.socketName(fd, name));
      return SocketAddresses.decode(name);
    }
    return localAddress;
  }

  @Override
  public SocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public void close() {
    socket.markClosed();
  }
}
