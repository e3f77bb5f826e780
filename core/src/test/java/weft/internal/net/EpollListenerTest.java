package weft.internal.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import weft.internal.epoll.Epoll;
import weft.internal.epoll.EpollListener;

class EpollListenerTest extends ListenerContract {

  @BeforeEach
  void available() {
    assumeTrue(Epoll.isAvailable(), "SKIPPED: no epoll here, or no native access");
  }

  @Override
  Listener bind(SocketAddress address, boolean reusePort) throws IOException {
    return EpollListener.bind(address, 16, reusePort);
  }

  /// They are set on the listening socket only.
  @Test
  void acceptedSocketsHaveTheOptionsOfTheListeningOne() throws Throwable {
    try (var listener = bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false);
        var _ = SocketChannel.open(listener.localAddress())) {
      Set<String> before = sockets().keySet();
      try (var _ = listener.accept()) {
        Map<String, Integer> accepted = sockets();
        accepted.keySet().removeAll(before);
        assertThat(accepted).hasSize(1);
        int fd = accepted.values().iterator().next();
        assertThat(option(fd, 6, 1)).as("TCP_NODELAY").isPositive();
        assertThat(option(fd, 1, 9)).as("SO_KEEPALIVE").isPositive();
      }
    }
  }

  /// Returns the descriptors of this process's sockets by what the kernel calls each: a number may
  /// be that of a socket which another thread has closed meanwhile.
  private static Map<String, Integer> sockets() throws IOException {
    var all = new HashMap<String, Integer>();
    try (var links = Files.list(Path.of("/proc/self/fd"))) {
      links.forEach(link -> all.put(target(link), Integer.valueOf(link.getFileName().toString())));
    }
    all.keySet().removeIf(target -> !target.startsWith("socket:"));
    return all;
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  @SuppressWarnings("restricted") // getsockopt, which the library does not need
  private static int option(int fd, int level, int option) throws Throwable {
    var linker = Linker.nativeLinker();
    var type = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    var call = linker.downcallHandle(linker.defaultLookup().findOrThrow("getsockopt"), type);
    try (var arena = Arena.ofConfined()) {
      var value = arena.allocate(JAVA_INT);
      var length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
      int result = (int) call.invokeExact(fd, level, option, value, length);
      assertThat(result).isZero();
      return value.get(JAVA_INT, 0);
    }
  }
}
