package weft.internal.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Connections in memory, which know when nothing more will happen by itself.
///
/// One lock guards the whole network, so that [#awaitQuiescent()] sees all of it at one moment.
public final class MemoryNetwork {

  /// How many bytes a direction of a connection holds, unless said otherwise.
  public static final int PIPE_BYTES = 64 << 10;

  private static final int SERVER_PORT = 80;
  private static final int FIRST_CLIENT_PORT = 49_152;

  /// The two ends of a connection.
  ///
  /// @param client the end that connected
  /// @param server the end that was accepted
  public record Pair(MemoryTransport client, MemoryTransport server) {}

  final ReentrantLock lock = new ReentrantLock();

  /// Signalled when an end may have become quiet.
  final Condition quiet = lock.newCondition();

  private final int pipeBytes;
  private final Set<MemoryTransport> servers = new LinkedHashSet<>();
  private int connections;

  /// Creates a network whose connections hold [#PIPE_BYTES] in each direction.
  public MemoryNetwork() {
    this(PIPE_BYTES);
  }

  /// Creates a network whose connections hold `pipeBytes` bytes in each direction.
  public MemoryNetwork(int pipeBytes) {
    this.pipeBytes = pipeBytes;
  }

  /// Returns a new connection.
  public Pair pair() {
    return pair(Faults.NONE, Faults.NONE);
  }

  /// Returns a new connection with these faults at its ends.
  public Pair pair(Faults client, Faults server) {
    lock.lock();
    try {
      var up = new Pipe(this, pipeBytes, server, client);
      var down = new Pipe(this, pipeBytes, client, server);
      var from = address(2, FIRST_CLIENT_PORT + connections++);
      var to = address(1, SERVER_PORT);
      var pair =
          new Pair(
              new MemoryTransport(this, from, to, down, up),
              new MemoryTransport(this, to, from, up, down));
      pair.client().connect(pair.server());
      servers.add(pair.server());
      return pair;
    } finally {
      lock.unlock();
    }
  }

  /// Returns a listener for this network.
  public MemoryListener listen() {
    return new MemoryListener(this, address(1, SERVER_PORT));
  }

  private static InetSocketAddress address(int host, int port) {
    try {
      // From the block that RFC 5737 §3 sets aside for documentation.
      byte[] bytes = {(byte) 192, 0, 2, (byte) host};
      return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  void closed(MemoryTransport end) {
    servers.remove(end);
    quiet.signalAll();
  }

  /// Blocks until every server end is closed, or blocked in a read with nothing to read or a write
  /// with no room: until nothing more happens unless a client, the clock or the test acts.
  ///
  /// An end that nobody has accepted yet, or whose thread computes, is not quiet.
  public void awaitQuiescent() throws InterruptedException {
    lock.lock();
    try {
      while (!servers.stream().allMatch(MemoryTransport::isQuiet)) {
        quiet.await();
      }
    } finally {
      lock.unlock();
    }
  }
}
