package weft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import weft.Handler;
import weft.test.Wire;

class AddressTest {

  private static final Handler HELLO = (w, _) -> w.print("hello");

  private static String askAt(SocketAddress address) throws IOException {
    try (Wire wire = Wire.connect(address)) {
      return wire.send(Sample.get("/")).readResponse().text();
    }
  }

  @Test
  void emptyHostListensOnEveryInterface() throws IOException {
    try (Server server = Server.builder(HELLO).listen(":0").start()) {
      assertThat(server.port()).isPositive();
      assertThat(((InetSocketAddress) server.addresses().getFirst()).getAddress())
          .matches(InetAddress::isAnyLocalAddress);
      var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
      assertThat(askAt(loopback)).isEqualTo("hello");
    }
  }

  @Test
  void hostAndPortListenThereOnly() throws IOException {
    try (Server server = Server.builder(HELLO).listen("127.0.0.1:0").start()) {
      var address = (InetSocketAddress) server.addresses().getFirst();
      assertThat(address.getAddress().isLoopbackAddress()).isTrue();
      assertThat(address.getPort()).isEqualTo(server.port());
      assertThat(askAt(address)).isEqualTo("hello");
    }
  }

  @Test
  void bracketsHoldAnIpv6Address() throws IOException {
    assumeThat(
            NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(a -> a instanceof Inet6Address && a.isLoopbackAddress()))
        .isTrue();
    try (Server server = Server.builder(HELLO).listen("[::1]:0").start()) {
      assertThat(askAt(server.addresses().getFirst())).isEqualTo("hello");
    }
  }

  @Test
  void unixPathIsASocketFileThatGoesWithTheServer(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("s");
    try (Server server = Server.builder(HELLO).listen("unix:" + file).start()) {
      assertThat(server.addresses()).containsExactly(UnixDomainSocketAddress.of(file));
      assertThat(askAt(UnixDomainSocketAddress.of(file))).isEqualTo("hello");
      assertThatIllegalStateException().isThrownBy(server::port);
    }
    assertThat(Files.exists(file)).isFalse();
  }

  @Test
  void severalAddressesAreServedByOneServer(@TempDir Path folder) throws IOException {
    String file = "unix:" + folder.resolve("s");
    try (Server server =
        Server.builder(HELLO).listen(file).listen("127.0.0.1:0").listen("127.0.0.1:0").start()) {
      assertThat(server.addresses()).hasSize(3).doesNotHaveDuplicates();
      assertThat(server.port())
          .isEqualTo(((InetSocketAddress) server.addresses().get(1)).getPort());
      for (SocketAddress address : server.addresses()) {
        assertThat(askAt(address)).isEqualTo("hello");
      }
    }
  }

  @Test
  void portInUseFailsAndLeavesNothingListening(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("s");
    try (Server first = Server.builder(HELLO).listen("127.0.0.1:0").start()) {
      var second = Server.builder(HELLO).listen("unix:" + file).listen(first.addresses().get(0));
      assertThatExceptionOfType(BindException.class)
          .isThrownBy(second::start)
          .withMessageContaining(Integer.toString(first.port()));
      assertThat(Files.exists(file)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void serversShareAPortIfAllOfThemSaySo(TransportKind kind) throws IOException {
    var builder = Server.builder(HELLO).transport(kind).reusePort(true);
    try (Server first = builder.listen("127.0.0.1:0").start();
        Server second =
            Server.builder(HELLO)
                .transport(kind)
                .reusePort(true)
                .listen(first.addresses().getFirst())
                .start()) {
      assertThat(askAt(second.addresses().getFirst())).isEqualTo("hello");
      var third = Server.builder(HELLO).transport(kind).listen(first.addresses().getFirst());
      assertThatExceptionOfType(BindException.class).isThrownBy(third::start);
    }
  }

  @Test
  void closedServerIsNotListening() throws IOException {
    Server server = Server.builder(HELLO).listen("127.0.0.1:0").start();
    SocketAddress address = server.addresses().getFirst();
    server.close();
    assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> Wire.connect(address));
  }

  @Test
  void portIsFreeForTheNextServerAtOnce() throws IOException {
    Server server = Server.builder(HELLO).listen("127.0.0.1:0").start();
    SocketAddress address = server.addresses().getFirst();
    assertThat(askAt(address)).isEqualTo("hello");
    server.close();
    try (Server _ = Server.builder((w, _) -> w.print("next")).listen(address).start()) {
      assertThat(askAt(address)).isEqualTo("next");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "127.0.0.1",
        ":",
        "localhost:",
        "127.0.0.1:-1",
        ":-0",
        ":+1",
        ":65536",
        ":http",
        ":80 ",
        ": 80",
        ":٨٠",
        "::1:80",
        "::1",
        "[::1]",
        "[::1:80",
        "::1]:80",
        "[]:80",
        "[127.0.0.1]:80",
        "[localhost]:80",
        "unix:",
        ":99999999999"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Server.builder(HELLO).listen(text));
  }

  @Test
  void hostWithoutAddressIsUnknown() {
    assertThatExceptionOfType(UnknownHostException.class)
        .isThrownBy(() -> Server.builder(HELLO).listen("no-such-host.invalid:80"));
  }
}
