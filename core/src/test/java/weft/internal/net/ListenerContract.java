package weft.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static weft.internal.net.Spawned.spawn;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds for every listener that is no simulation.
abstract class ListenerContract {

  @TempDir Path directory;

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private UnixDomainSocketAddress socketFile() {
    return UnixDomainSocketAddress.of(directory.resolve("weft.sock"));
  }

  private static void exchangesABytePerDirection(Listener listener) throws Exception {
    var accepting = spawn(() -> listener.accept()).awaitBlocked();
    try (var client = new NioTransport(SocketChannel.open(listener.localAddress()));
        var server = accepting.join()) {
      TransportContract.write(client, "a");
      TransportContract.write(server, "b");
      assertThat(TransportContract.read(server, 1)).isEqualTo("a");
      assertThat(TransportContract.read(client, 1)).isEqualTo("b");
      assertThat(server.localAddress()).isEqualTo(listener.localAddress());
    }
  }

  abstract Listener bind(SocketAddress address, boolean reusePort) throws IOException;

  private Listener bind(SocketAddress address) throws IOException {
    return bind(address, false);
  }

  @Test
  void acceptsOverIpv4() throws Exception {
    try (var listener = bind(new InetSocketAddress("127.0.0.1", 0))) {
      exchangesABytePerDirection(listener);
    }
  }

  @Test
  void acceptsOverIpv6() throws Exception {
    var address = InetAddress.getByName("::1");
    assumeTrue(NetworkInterface.getByInetAddress(address) != null, "no IPv6 here");
    try (var listener = bind(new InetSocketAddress(address, 0))) {
      assertThat(listener.localAddress().toString()).contains("[0:0:0:0:0:0:0:1]");
      exchangesABytePerDirection(listener);
    }
  }

  @Test
  void acceptsOverUnixDomainSockets() throws Exception {
    try (var listener = bind(socketFile())) {
      exchangesABytePerDirection(listener);
    }
  }

  @Test
  void saysWhichPortTheSystemChose() throws IOException {
    try (var listener = bind(loopback())) {
      assertThat(((InetSocketAddress) listener.localAddress()).getPort()).isPositive();
    }
  }

  @Test
  void closeWakesWhoAccepts() throws Exception {
    var listener = bind(loopback());
    var accepting = spawn(() -> listener.accept()).awaitBlocked();
    listener.close();
    listener.close();
    assertThatThrownBy(accepting::join).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(listener::accept).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void namesTheAddressThatIsTaken() throws IOException {
    try (var listener = bind(loopback())) {
      assertThatThrownBy(() -> bind(listener.localAddress()))
          .isInstanceOf(BindException.class)
          .hasMessageContaining(listener.localAddress().toString());
    }
  }

  @Test
  void bindsAgainWhereAConnectionLingers() throws Exception {
    var first = bind(loopback());
    var accepting = spawn(() -> first.accept());
    try (var client = new NioTransport(SocketChannel.open(first.localAddress()))) {
      accepting.join().close();
      first.close();
      try (var second = bind(first.localAddress())) {
        assertThat(second.localAddress()).isEqualTo(client.remoteAddress());
      }
    }
  }

  @Test
  void sharesAPortWithWhoeverWantsIt() throws Exception {
    try (var first = bind(loopback(), true);
        var second = bind(first.localAddress(), true)) {
      assertThat(second.localAddress()).isEqualTo(first.localAddress());
      assertThatThrownBy(() -> bind(first.localAddress())).isInstanceOf(BindException.class);
      var accepted = List.of(new CountDownLatch(1), new CountDownLatch(1));
      spawn(() -> acceptAll(first, accepted.getFirst()));
      spawn(() -> acceptAll(second, accepted.getLast()));
      while (accepted.stream().anyMatch(latch -> latch.getCount() > 0)) { // the kernel hashes
        SocketChannel.open(first.localAddress()).close();
      }
    }
  }

  /// Accepts until the listener is closed, so that its queue does not fill up.
  private static Void acceptAll(Listener listener, CountDownLatch accepted) throws IOException {
    while (true) {
      listener.accept().close();
      accepted.countDown();
    }
  }

  @Test
  void refusesANameThatHasNoAddress() {
    assertThatThrownBy(() -> bind(InetSocketAddress.createUnresolved("nowhere.invalid", 0)))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("nowhere.invalid");
  }

  @Test
  @SuppressWarnings("serial")
  void refusesAnotherKindOfAddress() {
    assertThatIOException().isThrownBy(() -> bind(new SocketAddress() {}));
  }

  @Test
  void replacesASocketFileThatNobodyListensOn() throws Exception {
    ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(socketFile()).close();
    assertThat(socketFile().getPath()).exists();
    try (var listener = bind(socketFile())) {
      exchangesABytePerDirection(listener);
    }
  }

  @Test
  void leavesALiveSocketFileAlone() throws Exception {
    try (var listener = bind(socketFile())) {
      assertThatThrownBy(() -> bind(socketFile()))
          .isInstanceOf(BindException.class)
          .hasMessageContaining(socketFile().toString());
      listener.accept().close();
      exchangesABytePerDirection(listener);
    }
  }

  @Test
  void leavesAFileThatIsNoSocketAlone() throws IOException {
    Files.writeString(socketFile().getPath(), "precious");
    assertThatThrownBy(() -> bind(socketFile())).isInstanceOf(BindException.class);
    assertThat(socketFile().getPath()).hasContent("precious");
  }

  @Test
  void refusesASocketFileWithTooLongAName() {
    var address = UnixDomainSocketAddress.of(directory.resolve("x".repeat(108)));
    assertThatIOException().isThrownBy(() -> bind(address));
  }

  @Test
  void knowsTheNameOfAUnixClientThatHasOne() throws Exception {
    var name = UnixDomainSocketAddress.of(directory.resolve("client"));
    try (var listener = bind(socketFile());
        var client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      client.bind(name).connect(socketFile());
      try (var server = listener.accept();
          var other = SocketChannel.open(socketFile());
          var nameless = listener.accept()) {
        assertThat(server.remoteAddress()).isEqualTo(name);
        assertThat(nameless.remoteAddress()).isEqualTo(other.getLocalAddress());
      }
    }
  }

  @Test
  void deletesItsSocketFileOnce() throws IOException {
    var first = bind(socketFile());
    first.close();
    assertThat(socketFile().getPath()).doesNotExist();
    try (var second = bind(socketFile())) {
      first.close();
      assertThat(socketFile().getPath()).exists();
      assertThat(second.localAddress()).isEqualTo(first.localAddress());
    }
  }
}
