package weft.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static weft.internal.net.Spawned.spawn;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import org.junit.jupiter.api.Test;

class MemoryTransportTest extends TransportContract {

  private final MemoryNetwork network = new MemoryNetwork();
  private MemoryTransport server;
  private MemoryTransport client;

  @Override
  void connect() {
    use(network.pair());
  }

  private void use(MemoryNetwork.Pair pair) {
    client = pair.client();
    server = pair.server();
    far = client;
    near = server;
  }

  @Override
  void resetFar() {
    client.reset();
  }

  @Test
  void knowsBothAddresses() {
    assertThat(near.remoteAddress()).isEqualTo(far.localAddress());
    assertThat(near.localAddress()).isEqualTo(far.remoteAddress());
    assertThat(near.localAddress()).hasToString("/192.0.2.1:80");
  }

  @Test
  void tellsAtOnceOfAHalfCloseAndThenOfAClose() throws IOException {
    client.shutdownOutput();
    assertThat(heard.soFar()).containsExactly("halfClosed");
    client.close();
    assertThat(heard.soFar()).containsExactly("halfClosed", "gone");
  }

  @Test
  void tellsAListenerThatComesLaterWhenItWatches() {
    near.peerListener(Transport.PeerListener.NONE);
    client.close();
    near.peerListener(heard);
    assertThat(heard.soFar()).isEmpty();
    near.watchPeer();
    near.watchPeer();
    assertThat(heard.soFar()).containsExactly("gone");
  }

  @Test
  void aCloseLeavesWhatWasSentToBeRead() throws IOException {
    write(far, "bye");
    far.close();
    assertThat(readAll(near, 3)).isEqualTo("bye");
    assertThat(read(near, 1)).isEqualTo("end");
    assertThatIOException().isThrownBy(() -> write(near, "x")).withMessage("Broken pipe");
  }

  @Test
  void aCloseWithUnreadBytesLosesWhatWasSent() throws IOException {
    write(near, "unread");
    write(far, "lost");
    far.close();
    assertThatIOException().isThrownBy(() -> read(near, 1)).withMessage("Connection reset");
    assertThatIOException().isThrownBy(() -> write(near, "x")).withMessage("Connection reset");
  }

  @Test
  void awaitsReadableWithoutABuffer() throws Exception {
    assertThat(near.awaitsReadable()).isTrue();
    var waiter =
        spawn(
                () -> {
                  near.awaitReadable();
                  return read(near, 1);
                })
            .awaitBlocked();
    write(far, "x");
    assertThat(waiter.join()).isEqualTo("x");
  }

  @Test
  void awaitReadableReturnsWhenTheReadWouldFail() throws Exception {
    var waiter =
        spawn(
                () -> {
                  near.awaitReadable();
                  return read(near, 1);
                })
            .awaitBlocked();
    near.expireRead();
    assertThatThrownBy(waiter::join).isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void anInterruptedWaiterCloses() throws Exception {
    var waiter =
        spawn(
                () -> {
                  near.awaitReadable();
                  return "readable";
                })
            .awaitBlocked();
    waiter.interrupt();
    assertThatThrownBy(waiter::join).isInstanceOf(ClosedByInterruptException.class);
    assertThat(read(far, 1)).isEqualTo("end");
  }

  @Test
  void readsShort() throws IOException {
    use(network.pair(Faults.NONE, Faults.NONE.withReadBytesMax(2)));
    write(far, "abcde");
    assertThat(read(near, 10)).isEqualTo("ab");
    assertThat(read(near, 1)).isEqualTo("c");
    assertThat(read(near, 10)).isEqualTo("de");
  }

  @Test
  void splitsAtRandomButTheSameForOneSeed() throws IOException {
    String first = splitLengths(3);
    assertThat(splitLengths(3)).isEqualTo(first);
    assertThat(splitLengths(4)).isNotEqualTo(first);
  }

  private String splitLengths(long seed) throws IOException {
    use(network.pair(Faults.NONE, Faults.NONE.withSplits(seed)));
    far.write(new byte[1000], 0, 1000);
    far.close();
    var lengths = new StringBuilder();
    byte[] b = new byte[1000];
    for (int n = near.read(b, 0, 1000); n > 0; n = near.read(b, 0, 1000)) {
      lengths.append(n).append(' ');
    }
    return lengths.toString();
  }

  @Test
  void resetsAfterSoManyBytes() throws IOException {
    use(network.pair(Faults.NONE.withResetAfterBytes(3), Faults.NONE));
    near.peerListener(heard);
    assertThatIOException().isThrownBy(() -> write(far, "abcde")).withMessage("Connection reset");
    assertThat(heard.soFar()).containsExactly("gone");
    assertThat(readAll(near, 3)).isEqualTo("abc");
    assertThatIOException().isThrownBy(() -> read(near, 1)).withMessage("Connection reset");
  }

  @Test
  void resetsBeforeTheFirstByte() {
    use(network.pair(Faults.NONE.withResetAfterBytes(0), Faults.NONE));
    assertThatIOException().isThrownBy(() -> write(far, "a"));
    assertThatIOException().isThrownBy(() -> read(near, 1));
  }

  @Test
  void refusesFaultsThatCannotBe() {
    assertThatIllegalArgumentException().isThrownBy(() -> Faults.NONE.withReadBytesMax(0));
    assertThatIllegalArgumentException().isThrownBy(() -> Faults.NONE.withResetAfterBytes(-1));
  }

  @Test
  void stallsReadsUntilReleased() throws Exception {
    server.stallReads();
    write(far, "x");
    var reader = spawn(() -> read(near, 1));
    network.awaitQuiescent();
    server.releaseReads();
    assertThat(reader.join()).isEqualTo("x");
  }

  @Test
  void stallsWritesUntilReleasedOrExpired() throws Exception {
    server.stallWrites();
    var writer = spawn(() -> writeOne(near));
    network.awaitQuiescent();
    server.releaseWrites();
    assertThat(writer.join()).isEqualTo("written");
    server.stallWrites();
    var expired = spawn(() -> writeOne(near));
    network.awaitQuiescent();
    near.expireWrite();
    assertThatThrownBy(expired::join).isInstanceOf(SocketTimeoutException.class);
  }

  private static String writeOne(Transport to) throws IOException {
    write(to, "x");
    return "written";
  }

  @Test
  void holdsNoMoreThanItsBound() throws Exception {
    use(new MemoryNetwork(3).pair());
    var writer =
        spawn(
                () -> {
                  write(near, "abcdefg");
                  return "written";
                })
            .awaitBlocked();
    assertThat(readAll(far, 7)).isEqualTo("abcdefg");
    assertThat(writer.join()).isEqualTo("written");
  }

  @Test
  void isQuiescentWhenEveryServerEndIsBlockedOrClosed() throws Exception {
    var other = network.pair();
    var echo = spawn(() -> echo(server));
    var otherEcho = spawn(() -> echo(other.server()));
    for (int i = 0; i < 1000; i++) {
      write(far, "a");
      write(other.client(), "b");
      network.awaitQuiescent();
      // Answered by now: these reads would else block a thread that the end is not waiting for.
      assertThat(read(far, 9) + read(other.client(), 9)).isEqualTo("ab");
    }
    far.close();
    network.awaitQuiescent();
    other.client().close();
    assertThat(echo.join() + otherEcho.join()).isEqualTo("endend");
    network.awaitQuiescent();
  }

  private static String echo(MemoryTransport end) throws IOException {
    try (end) {
      String text = read(end, 9);
      while (!text.equals("end")) {
        write(end, text);
        text = read(end, 9);
      }
      return text;
    }
  }

  @Test
  void isNotQuiescentBeforeAConnectionIsAccepted() throws Exception {
    var quietNetwork = new MemoryNetwork();
    try (var listener = quietNetwork.listen()) {
      var connected = listener.connect();
      var waiter =
          spawn(
                  () -> {
                    quietNetwork.awaitQuiescent();
                    return "quiet";
                  })
              .awaitBlocked();
      var accepted = spawn(() -> read(listener.accept(), 1));
      assertThat(waiter.join()).isEqualTo("quiet");
      write(connected, "x");
      assertThat(accepted.join()).isEqualTo("x");
    }
  }

  @Test
  void acceptsInTheOrderOfConnecting() throws Exception {
    try (var listener = network.listen()) {
      var accepting = spawn(() -> listener.accept()).awaitBlocked();
      var first = listener.connect();
      var second = listener.connect();
      assertThat(accepting.join().remoteAddress()).isEqualTo(first.localAddress());
      assertThat(listener.accept().remoteAddress()).isEqualTo(second.localAddress());
      assertThat(listener.localAddress()).isEqualTo(first.remoteAddress());
    }
  }

  @Test
  void aClosedListenerWakesWhoAcceptsAndRefusesAndResets() throws Exception {
    var listener = network.listen();
    var accepting = spawn(() -> listener.accept()).awaitBlocked();
    listener.close();
    assertThatThrownBy(accepting::join).isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(listener::connect).isInstanceOf(ConnectException.class);

    var other = network.listen();
    var unaccepted = other.connect();
    other.close();
    other.close();
    assertThatIOException().isThrownBy(() -> read(unaccepted, 1)).withMessage("Connection reset");
  }

  @Test
  void anInterruptClosesTheListener() throws Exception {
    var listener = network.listen();
    var accepting = spawn(() -> listener.accept()).awaitBlocked();
    accepting.interrupt();
    assertThatThrownBy(accepting::join).isInstanceOf(ClosedByInterruptException.class);
    assertThatThrownBy(listener::connect).isInstanceOf(ConnectException.class);
  }

  @Test
  void refusesWhenTheBacklogIsFull() throws Exception {
    try (var listener = network.listen()) {
      for (int i = 0; i < MemoryListener.BACKLOG_MAX; i++) {
        listener.connect();
      }
      assertThatThrownBy(listener::connect).isInstanceOf(ConnectException.class);
    }
  }
}
