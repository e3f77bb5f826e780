package weft.internal.net;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// Listens on a TCP port or a Unix domain socket.
public final class NioListener implements Listener {

  private final ServerSocketChannel channel;
  private final SocketAddress localAddress;
  private final AtomicBoolean closed = new AtomicBoolean();

  /// Held by the thread that is in accept.
  private final ReentrantLock accepting = new ReentrantLock();

  private NioListener(ServerSocketChannel channel) throws IOException {
    this.channel = channel;
    localAddress = channel.getLocalAddress();
  }

  /// Listens on `address`, an [InetSocketAddress] or a [UnixDomainSocketAddress]; at most `backlog`
  /// connections wait to be accepted, 0 for what the system takes.
  ///
  /// A socket file that no server listens on any more is replaced.
  ///
  /// @param reusePort whether others may listen on the same TCP port, who want the same
  /// @throws UnsupportedOperationException if the platform knows no `reusePort`
  /// @throws BindException if a server listens there already
  /// @throws IOException if it is not possible to listen there
  public static NioListener bind(SocketAddress address, int backlog, boolean reusePort)
      throws IOException {
    if (address instanceof InetSocketAddress tcp) {
      return bindTcp(tcp, backlog, reusePort);
    }
    if (address instanceof UnixDomainSocketAddress unix) {
      return bindUnix(unix, backlog);
    }
    throw new IOException("neither TCP nor Unix domain: " + address);
  }

  private static NioListener bindTcp(InetSocketAddress address, int backlog, boolean reusePort)
      throws IOException {
    if (address.isUnresolved()) {
      throw new UnknownHostException(address.getHostString());
    }
    var channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      if (reusePort) {
        channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
      }
    } catch (IOException | UnsupportedOperationException e) {
      channel.close();
      throw e;
    }
    return bind(channel, address, backlog);
  }

  private static NioListener bindUnix(UnixDomainSocketAddress address, int backlog)
      throws IOException {
    SocketFiles.deleteStale(address);
    return bind(ServerSocketChannel.open(StandardProtocolFamily.UNIX), address, backlog);
  }

  private static NioListener bind(ServerSocketChannel channel, SocketAddress address, int backlog)
      throws IOException {
    try {
      channel.bind(address, backlog);
      return new NioListener(channel);
    } catch (IOException e) {
      channel.close();
      throw e instanceof BindException ? named(e, address) : e;
    }
  }

  private static IOException named(IOException e, SocketAddress address) {
    var named = new BindException(e.getMessage() + ": " + address);
    named.initCause(e);
    return named;
  }

  @Override
  public Transport accept() throws IOException {
    SocketChannel accepted;
    accepting.lock();
    try {
      accepted = channel.accept();
    } finally {
      accepting.unlock();
    }
    try {
      return new NioTransport(accepted);
    } catch (IOException e) {
      accepted.close();
      throw e;
    }
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
      // First: once the channel is closed the file might already be another server's.
      if (localAddress instanceof UnixDomainSocketAddress unix) {
        Files.deleteIfExists(unix.getPath());
      }
    } finally {
      channel.close();
      awaitAcceptor();
    }
  }

  /// Waits for a thread in accept to have left: it is the one who gives the port back, and until
  /// then clients still connect.
  @SuppressWarnings("LockNotBeforeTry") // nothing is done while it is held
  private void awaitAcceptor() {
    accepting.lock();
    accepting.unlock();
  }
}
