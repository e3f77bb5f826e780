package weft.bench.suite;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/// Runs the peer suite from the root of the repository, and writes `bench/results/peers-DATE.txt`
/// and `.svg`, or `peers-files-DATE`, `peers-tls-DATE`. Started by `bench/run`, which builds what
/// it needs.
public final class Suite {

  private static final Path RESULTS = Path.of("bench/results");
  private static final int PORT_FIRST = 18_200;
  private static final int PORTS_EACH = 3;
  private static final int DOWNLOAD_BYTES = 10 << 20;
  private static final int SMALL_BYTES = 1 << 10;

  private final Options options;
  private final Path work;
  private final String machine;
  private final PrintStream progress = System.out;
  private final List<Contender> contenders = new ArrayList<>();
  private final List<String> peerLines = new ArrayList<>();
  private final List<Table> tables = new ArrayList<>();
  private final List<String> startupLines = new ArrayList<>();
  private int port = PORT_FIRST;

  private Suite(Options options, Path work) throws IOException {
    this.options = options;
    this.work = work;
    this.machine = Files.readString(work.resolve("machine"));
  }

  /// Runs for many minutes.
  ///
  /// @param args a folder to work in, which has a file `machine`, and the options
  public static void main(String[] args) throws IOException, InterruptedException {
    List<String> arguments = List.of(args);
    try {
      Options options = Options.parse(arguments.subList(1, arguments.size()));
      new Suite(options, Path.of(arguments.getFirst())).run();
    } catch (IllegalArgumentException e) {
      System.err.println("bench/run: " + e.getMessage() + "\n\n" + Options.USAGE);
      System.exit(2);
    }
  }

  private void run() throws IOException, InterruptedException {
    writeDownload();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> contenders.forEach(Contender::close)));
    List<Peer> peers = Peer.find(Path.of("bench/peers"), options);
    Plan plan = Plan.of(peers.size(), options);
    if (peers.isEmpty() || plan.workloads().isEmpty() && !plan.startup()) {
      throw new IllegalArgumentException("no such peer or workload");
    }
    Duration estimate = plan.estimate();
    progress.printf(
        "%d peers, %d workloads: about %d min %d s%n",
        peers.size(), plan.workloads().size(), estimate.toMinutes(), estimate.toSecondsPart());
    peers.forEach(this::enter);
    for (Workload workload : plan.workloads()) {
      Table table = Measurement.run(workload, contenders, options, progress);
      progress.println(Report.text(table, options.seconds()));
      tables.add(table);
      write();
    }
    if (plan.startup()) {
      startup();
    }
    write();
  }

  private void writeDownload() throws IOException {
    byte[] content = new byte[DOWNLOAD_BYTES];
    new Random(1).nextBytes(content);
    Files.write(Contender.file(work), content);
    Files.write(Contender.small(work), Arrays.copyOf(content, SMALL_BYTES));
  }

  private void enter(Peer peer) {
    try {
      String missing = peer.missing();
      if (missing != null) {
        peerLines.add(Report.peer(peer.name(), "-", "skipped, " + missing));
      } else {
        contenders.add(Contender.start(peer, freePort(), work, options.suite() == Selection.TLS));
        peerLines.add(Report.peer(peer.name(), peer.version(), peer.note()));
      }
    } catch (IOException e) {
      peerLines.add(Report.peer(peer.name(), "-", "failed: " + e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    progress.println(peerLines.getLast());
  }

  private void startup() throws IOException, InterruptedException {
    List<Peer> peers = contenders.stream().map(Contender::peer).toList();
    Map<String, Spread> millis = new LinkedHashMap<>();
    millis.putAll(Startup.run(peers, options.starts(), freePort(), work, progress));
    List<Peer> ranked = new ArrayList<>(peers);
    ranked.removeIf(peer -> !millis.containsKey(peer.name()));
    ranked.sort((a, b) -> compare(millis.get(a.name()), millis.get(b.name())));
    for (Peer peer : ranked) {
      startupLines.add(Report.startup(peer.name(), millis.get(peer.name()), peer.size()));
      progress.println(startupLines.getLast());
    }
  }

  private static int compare(Spread a, Spread b) {
    return Double.compare(a.median(), b.median());
  }

  private void write() throws IOException {
    Set<String> jvmPeers =
        contenders.stream()
            .map(Contender::peer)
            .filter(Peer::isJvm)
            .map(Peer::name)
            .collect(Collectors.toSet());
    String date = LocalDate.now(ZoneOffset.UTC).toString();
    String report =
        Report.of(machine, options, peerLines, tables, startupLines, Goals.lines(tables, jvmPeers));
    Files.createDirectories(RESULTS);
    String name = (options.isPart() ? "part-" : options.suite().results()) + date;
    Files.writeString(RESULTS.resolve(name + ".txt"), report);
    String about = date + ", one core of " + field("cpu") + ", " + field("jdk");
    Files.writeString(RESULTS.resolve(name + ".svg"), Chart.of(tables, about));
    progress.println("written: " + RESULTS.resolve(name) + ".txt and .svg");
  }

  /// What a line of the description of the machine says.
  private String field(String name) {
    return machine
        .lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  /// The first of a few ports below those that the system gives to clients; nobody listens on it.
  private int freePort() throws IOException {
    for (; port < 32_768; port += PORTS_EACH) {
      try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        int first = port;
        port += PORTS_EACH;
        return first;
      } catch (IOException taken) {
        continue;
      }
    }
    throw new IOException("no free port");
  }
}
