package weft.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Locale;

/// How long a request takes on an HTTP/2 connection of which 99 other streams stand still, because
/// their client opens no window, against one that is alone.
public final class StalledStreams {

  private static final int STALLED = 99;
  private static final int WARM_UP_ROUNDS = 4;
  private static final double RATIO_MAX = 1.2;

  private final InetSocketAddress server;
  private final long[] alone;
  private final long[] beside;

  private StalledStreams(InetSocketAddress server, int requests) {
    this.server = server;
    alone = new long[requests];
    beside = new long[requests];
  }

  /// Prints a line for each round, and the medians of them.
  ///
  /// @param args the server's port, how many rounds, how many requests in each
  public static void main(String[] args) throws IOException, InterruptedException {
    var address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
    int rounds = Integer.parseInt(args[1]);
    var client = new StalledStreams(address, Integer.parseInt(args[2]));
    for (int i = 0; i < WARM_UP_ROUNDS; i++) {
      client.round();
    }
    var ratios = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      client.round();
      ratios[i] = percentile(client.beside, 50) / percentile(client.alone, 50);
      System.out.printf(
          Locale.ROOT,
          "alone %s   beside %d %s   x %.2f%n",
          summary(client.alone),
          STALLED,
          summary(client.beside),
          ratios[i]);
    }
    Arrays.sort(ratios);
    double ratio = ratios[rounds / 2];
    System.out.printf(
        Locale.ROOT,
        "median: x %.2f, at most %.1f: %s%n",
        ratio,
        RATIO_MAX,
        ratio <= RATIO_MAX ? "met" : "MISSED");
  }

  /// Asks on two connections in turn, so that whatever else the machine does touches both.
  private void round() throws IOException, InterruptedException {
    try (var free = connection(0);
        var burdened = connection(STALLED)) {
      for (int i = 0; i < alone.length; i++) {
        alone[i] = request(free);
        beside[i] = request(burdened);
      }
    }
    Arrays.sort(alone);
    Arrays.sort(beside);
  }

  private Http2Client connection(int stalled) throws IOException, InterruptedException {
    var client = new Http2Client(server, Http2Client.BUFFER_BYTES);
    for (int i = 0; i < stalled; i++) {
      client.get("/download");
    }
    client.awaitEnd(client.get("/hello"));
    client.drain();
    return client;
  }

  private static long request(Http2Client client) throws IOException {
    long start = System.nanoTime();
    client.awaitEnd(client.get("/hello"));
    return System.nanoTime() - start;
  }

  /// Returns microseconds.
  private static double percentile(long[] sorted, int percent) {
    return sorted[(int) ((sorted.length - 1) * (long) percent / 100)] / 1e3;
  }

  private static String summary(long[] sorted) {
    return String.format(
        Locale.ROOT, "p50 %6.1f p99 %6.1f us", percentile(sorted, 50), percentile(sorted, 99));
  }
}
