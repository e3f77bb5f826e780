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
  private final long[] nanos;

  private StalledStreams(InetSocketAddress server, int requests) {
    this.server = server;
    nanos = new long[requests];
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
      client.round(0);
      client.round(STALLED);
    }
    var alone = new double[rounds];
    var beside = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      alone[i] = client.round(0);
      String first = client.summary();
      beside[i] = client.round(STALLED);
      System.out.println("alone " + first + "   beside " + STALLED + " " + client.summary());
    }
    double ratio = median(beside) / median(alone);
    System.out.printf(
        Locale.ROOT,
        "medians: alone %.1f us, beside %d stalled streams %.1f us: x %.2f, at most %.1f: %s%n",
        median(alone),
        STALLED,
        median(beside),
        ratio,
        RATIO_MAX,
        ratio <= RATIO_MAX ? "met" : "MISSED");
  }

  /// Returns the median in microseconds.
  private double round(int stalled) throws IOException, InterruptedException {
    try (var client = new Http2Client(server, Http2Client.BUFFER_BYTES)) {
      for (int i = 0; i < stalled; i++) {
        client.get("/download");
      }
      client.awaitEnd(client.get("/hello"));
      client.drain();
      for (int i = 0; i < nanos.length; i++) {
        long start = System.nanoTime();
        client.awaitEnd(client.get("/hello"));
        nanos[i] = System.nanoTime() - start;
      }
    }
    Arrays.sort(nanos);
    return percentile(50);
  }

  private double percentile(int percent) {
    return nanos[(int) ((nanos.length - 1) * (long) percent / 100)] / 1e3;
  }

  private String summary() {
    return String.format(Locale.ROOT, "p50 %6.1f p99 %6.1f us", percentile(50), percentile(99));
  }

  private static double median(double[] figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
