package weft.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import weft.Request;
import weft.server.Server;
import weft.server.TransportKind;

/// How long a handler that is blocked in a sleep goes on after its client has reset the connection.
public final class Gone {

  private static final int WARM_UP_ROUNDS = 3;
  private static final Duration BLOCKED = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final int clients;
  private final Duration pause;
  private final AtomicLongArray ended;
  private final CountDownLatch begun;
  private final CountDownLatch done;

  private Gone(int clients, Duration pause) {
    this.clients = clients;
    this.pause = pause;
    ended = new AtomicLongArray(clients);
    begun = new CountDownLatch(clients);
    done = new CountDownLatch(clients);
  }

  /// Prints one line: what, how many ended, and median, 99th percentile and most of the
  /// milliseconds.
  ///
  /// @param args AUTO or NIO; how many clients; for how many milliseconds the handlers are blocked
  ///   when their clients leave
  public static void main(String[] args) throws IOException, InterruptedException {
    var kind = TransportKind.valueOf(args[0]);
    int clients = Integer.parseInt(args[1]);
    Duration pause = Duration.ofMillis(Long.parseLong(args[2]));
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      new Gone(clients, pause).run(kind);
    }
    double[] millis = new Gone(clients, pause).run(kind);
    System.out.printf(
        "%-5s %7d ms %8d of %d %9.1f ms %9.1f ms %9.1f ms%n",
        kind == TransportKind.NIO ? "NIO" : "epoll",
        pause.toMillis(),
        Arrays.stream(millis).filter(Double::isFinite).count(),
        clients,
        millis[clients / 2],
        millis[(clients * 99 - 1) / 100],
        millis[clients - 1]);
  }

  /// Returns the milliseconds from reset to end, sorted; infinite for a handler that did not end.
  private double[] run(TransportKind kind) throws IOException, InterruptedException {
    var sockets = new SocketChannel[clients];
    long[] reset = new long[clients];
    try (Server server =
        Server.builder((_, r) -> block(r))
            .listen("127.0.0.1:0")
            .transport(kind)
            .interruptible(true)
            .start()) {
      for (int i = 0; i < clients; i++) {
        sockets[i] = ask(server.port(), i);
      }
      begun.await();
      Thread.sleep(pause);
      for (int i = 0; i < clients; i++) {
        sockets[i].setOption(StandardSocketOptions.SO_LINGER, 0);
        reset[i] = System.nanoTime();
        sockets[i].close();
      }
      boolean _ = done.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
    var millis = new double[clients];
    for (int i = 0; i < clients; i++) {
      long end = ended.get(i);
      millis[i] = end == 0 ? Double.POSITIVE_INFINITY : (end - reset[i]) / 1e6;
    }
    Arrays.sort(millis);
    return millis;
  }

  private void block(Request r) throws InterruptedException {
    begun.countDown();
    try {
      Thread.sleep(BLOCKED);
    } finally {
      if (done.getCount() > 0) {
        ended.set(Integer.parseInt(r.path().substring(1)), System.nanoTime());
      }
      done.countDown();
    }
  }

  private static SocketChannel ask(int port, int client) throws IOException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    var channel = SocketChannel.open(address);
    String request = "GET /" + client + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
    return channel;
  }
}
