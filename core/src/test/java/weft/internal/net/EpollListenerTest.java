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
import java.util.HashSet;
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
      Set<Integer> before = descriptors();
      try (var _ = listener.accept()) {
        Set<Integer> accepted = descriptors();
        accepted.removeAll(before);
        assertThat(accepted).hasSize(1);
        int fd = accepted.iterator().next();
        assertThat(option(fd, 6, 1)).as("TCP_NODELAY").isPositive();
        assertThat(option(fd, 1, 9)).as("SO_KEEPALIVE").isPositive();
      }
    }
  }

  private static Set<Integer> descriptors() throws IOException {
    var all = new HashSet<Integer>();
    try (var links = Files.list(Path.of("/proc/self/fd"))) {
      links
          .filter(EpollListenerTest::isSocket)
          .forEach(link -> all.add(Integer.valueOf(link.getFileName().toString())));
    }
    return all;
  }

  private static boolean isSocket(Path link) {
    try {
      return Files.readSymbolicLink(link).toString().startsWith("socket:");
    } catch (IOException closedMeanwhile) {
      return false;
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
