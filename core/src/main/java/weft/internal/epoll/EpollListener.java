package weft.internal.epoll;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import weft.internal.linux.Downcalls;
import weft.internal.net.Listener;
import weft.internal.net.SocketFiles;
import weft.internal.net.Transport;

/// A listening socket, TCP or Unix domain, whose blocking `accept` parks the virtual thread that
/// calls it.
public final class EpollListener implements Listener {

  private static final int SOL_SOCKET = 1;
  private static final int SO_REUSEADDR = 2;
  private static final int SO_KEEPALIVE = 9;
  private static final int SO_REUSEPORT = 15;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IPV6_V6ONLY = 26;

  private final ListeningSocket socket;
  private final SocketAddress localAddress;
  private final AtomicBoolean closed = new AtomicBoolean();
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

  private EpollListener(int fd, SocketAddress localAddress) {
    socket = new ListeningSocket(fd);
    this.localAddress = localAddress;
  }

  /// Listens on `address`, an [InetSocketAddress] or a [UnixDomainSocketAddress]; at most `backlog`
  /// connections wait to be accepted, or as many as the kernel's own bound says.
  ///
  /// A socket file that no server listens on any more is replaced.
  ///
  /// @param reusePort whether others may listen on the same TCP port, who want the same
  /// @throws BindException if a server listens there already, or the address is not of this machine
  /// @throws IOException if it is not possible to listen there
  public static EpollListener bind(SocketAddress address, int backlog, boolean reusePort)
      throws IOException {
    if (address instanceof InetSocketAddress tcp) {
      return bindTcp(tcp, backlog, reusePort);
    }
    if (address instanceof UnixDomainSocketAddress unix) {
      return bindUnix(unix, backlog);
    }
    throw new IOException("neither TCP nor Unix domain: " + address);
  }

  private static EpollListener bindUnix(UnixDomainSocketAddress address, int backlog)
      throws IOException {
    byte[] name = SocketAddresses.encodeUnix(address);
    SocketFiles.deleteStale(address);
    int fd = Pollers.checked("socket", Libc.socket(SocketAddresses.AF_UNIX));
    try {
      listen(fd, name, address, backlog);
      return new EpollListener(fd, address);
    } catch (IOException e) {
      Libc.close(fd);
      throw e;
    }
  }

  private static EpollListener bindTcp(InetSocketAddress address, int backlog, boolean reusePort)
      throws IOException {
    if (address.isUnresolved()) {
      throw new UnknownHostException(address.getHostString());
    }
    byte[] name = SocketAddresses.encode(address);
    int fd = Libc.socket(SocketAddresses.family(name));
    if (fd < 0 && address.getAddress().isAnyLocalAddress()) {
      name = SocketAddresses.encodeIpv4(address); // a machine without IPv6
      fd = Libc.socket(SocketAddresses.AF_INET);
    }
    Pollers.checked("socket", fd);
    try {
      setTcpOptions(fd, SocketAddresses.family(name), reusePort);
      listen(fd, name, address, backlog);
      return new EpollListener(fd, boundTo(fd));
    } catch (IOException e) {
      Libc.close(fd);
      throw e;
    }
  }

  /// Sets the options of the listening socket, and with them those of the sockets that it accepts:
  /// Linux copies them, so that they cost an accepted connection no system call.
  private static void setTcpOptions(int fd, int family, boolean reusePort) throws IOException {
    set(fd, SOL_SOCKET, SO_REUSEADDR, 1);
    set(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    set(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    if (reusePort) {
      set(fd, SOL_SOCKET, SO_REUSEPORT, 1);
    }
    if (family == SocketAddresses.AF_INET6) {
      set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    }
  }

  private static void set(int fd, int level, int option, int value) throws IOException {
    Pollers.checked("setsockopt", Libc.setOption(fd, level, option, value));
  }

  private static void listen(int fd, byte[] name, SocketAddress address, int backlog)
      throws IOException {
    int bound = Libc.bind(fd, name);
    if (bound < 0) {
      throw new BindException(Downcalls.words(-bound) + ": " + address);
    }
    Pollers.checked("listen", Libc.listen(fd, backlog));
  }

  private static SocketAddress boundTo(int fd) throws IOException {
    byte[] name = new byte[SocketAddresses.BYTES_MAX];
    Pollers.checked("getsockname", Libc.socketName(fd, name));
    return SocketAddresses.decode(name);
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
        default -> throw new IOException("accept4 failed: " + Downcalls.words(-fd));
      }
    }
  }

  private int acceptOne() throws IOException {
    if (!socket.enterRead()) {
      throw new ClosedChannelException();
    }
    try {
      socket.lowerReadable();
      Arrays.fill(peer, (byte) 0);
      return Libc.accept(socket.fd(), peer);
    } finally {
      socket.leaveRead();
    }
  }

  private Transport transport(int fd) throws IOException {
    try {
      return localAddress instanceof InetSocketAddress inet
          ? new EpollTransport(fd, localAddress(fd, inet), SocketAddresses.decode(peer))
          : new EpollTransport(fd, localAddress, SocketAddresses.decodeUnix(peer));
    } catch (IOException e) {
      Libc.close(fd);
      throw e;
    }
  }

  private static SocketAddress localAddress(int fd, InetSocketAddress bound) throws IOException {
    return bound.getAddress().isAnyLocalAddress() ? boundTo(fd) : bound;
  }

  @Override
  public SocketAddress localAddress() {
    return localAddress;
  }

  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      // First: once the socket is closed the file might already be another server's.
      if (localAddress instanceof UnixDomainSocketAddress unix) {
        Files.deleteIfExists(unix.getPath());
      }
    } finally {
      socket.markClosed();
      socket.awaitReleased();
    }
  }
}
