package weft.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Checks that a server keeps the contract of `bench/peers`: the routes with the right answers, on
/// connections that stay open, many of them. It measures nothing.
public final class PeerContract {
  private static final int PIPELINED = 16;
  private static final int ACTIVE = 64;
  private static final int SLEEPING = 2_000;
  private static final int IDLE = 12_000;
  private static final Duration LOAD = Duration.ofSeconds(2);
  private static final Duration READ_TIMEOUT = Duration.ofSeconds(20);

  private final int port;
  private final Path file;

  private PeerContract(int port, Path file) {
    this.port = port;
    this.file = file;
  }

  /// Prints a line per check. The first that fails ends the process with an exception.
  ///
  /// @param args the port, the file of the download route, the names of checks to leave out
  public static void main(String[] args) throws Exception {
    var contract = new PeerContract(Integer.parseInt(args[0]), Path.of(args[1]));
    var checks = new ArrayList<>(contract.checks());
    List<String> skipped = Arrays.asList(args).subList(2, args.length);
    checks.removeIf(check -> skipped.contains(check.name));
    for (Check check : checks) {
      System.out.println("  " + check.name + ": " + check.body.call());
    }
    skipped.forEach(name -> System.out.println("  " + name + ": skipped"));
  }

  private record Check(String name, Callable<String> body) {}

  private List<Check> checks() {
    return List.of(
        new Check("routes", this::routes),
        new Check("download", this::download),
        new Check("pipelined", this::pipelined),
        new Check("close", this::close),
        new Check("load", () -> load("/hello", ACTIVE)),
        new Check("sleep", () -> load("/sleep", SLEEPING)),
        new Check("idle", this::idle));
  }

  /// All routes on one connection.
  private String routes() throws IOException {
    try (var connection = new Connection()) {
      hello(connection.get("/hello"));
      Response json = connection.get("/json");
      require(json.type().startsWith("application/json"), json);
      require(json.text().equals("{\"message\":\"Hello, World!\"}"), json);
      for (int size : new int[] {1 << 10, 64 << 10, 1 << 20}) {
        var content = new byte[size];
        new Random(size).nextBytes(content);
        require(Arrays.equals(connection.post("/echo", content).content, content), size);
      }
      long start = System.nanoTime();
      hello(connection.get("/sleep"));
      Duration slept = Duration.ofNanos(System.nanoTime() - start);
      require(slept.toMillis() >= 10, slept);
      return connection.get("/hello").fields.keySet().toString();
    }
  }

  private String download() throws IOException {
    byte[] expected = Files.readAllBytes(file);
    try (var connection = new Connection()) {
      for (int i = 0; i < 3; i++) {
        require(Arrays.equals(connection.get("/download").content, expected), i);
      }
    }
    return expected.length + " bytes";
  }

  private String pipelined() throws IOException {
    try (var connection = new Connection()) {
      connection.write("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(PIPELINED));
      for (int i = 0; i < PIPELINED; i++) {
        hello(connection.read());
      }
    }
    return PIPELINED + " at once";
  }

  /// A client that is told so closes the connection itself, it need not wait for the server.
  private String close() throws IOException {
    try (var connection = new Connection()) {
      connection.write("GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      Response response = connection.read();
      hello(response);
      require("close".equalsIgnoreCase(response.fields.get("connection")), response);
    }
    return "announced";
  }

  /// Every connection asks again and again for the time [#LOAD].
  private String load(String path, int connections) throws Exception {
    long end = System.nanoTime() + LOAD.toNanos();
    Callable<Integer> client =
        () -> {
          int requests = 0;
          try (var connection = new Connection()) {
            do {
              hello(connection.get(path));
              requests++;
            } while (System.nanoTime() - end < 0);
          }
          return requests;
        };
    int requests = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var clients = new ArrayList<Future<Integer>>();
      for (int i = 0; i < connections; i++) {
        clients.add(threads.submit(client));
      }
      for (Future<Integer> done : clients) {
        requests += done.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(path + " with " + connections + " connections", e);
    }
    return requests + " requests on " + connections + " connections";
  }

  /// Connections that were idle while the others were opened still answer.
  private String idle() throws IOException {
    var connections = new ArrayList<Connection>();
    try {
      for (int i = 0; i < IDLE; i++) {
        var connection = new Connection();
        connections.add(connection);
        hello(connection.get("/hello"));
      }
      for (Connection connection : connections) {
        hello(connection.get("/hello"));
      }
    } finally {
      for (Connection connection : connections) {
        connection.close();
      }
    }
    return IDLE + " connections";
  }

  private static void hello(Response response) {
    require(response.status == 200, response);
    require(response.type().startsWith("text/plain"), response);
    require(response.text().equals("Hello, World!"), response);
  }

  private static void require(boolean kept, Object found) {
    if (!kept) {
      throw new IllegalStateException("the contract is broken: " + found);
    }
  }

  /// Names of fields are in lower case.
  private record Response(int status, Map<String, String> fields, byte[] content) {
    String type() {
      return fields.getOrDefault("content-type", "");
    }

    String text() {
      return new String(content, US_ASCII);
    }
  }

  private final class Connection implements AutoCloseable {
    private static final int BUFFER = 512;

    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    private final InputStream in;

    Connection() throws IOException {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout((int) READ_TIMEOUT.toMillis());
      in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    }

    Response get(String path) throws IOException {
      write("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
      return read();
    }

    Response post(String path, byte[] content) throws IOException {
      write(
          "POST "
              + path
              + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
              + content.length
              + "\r\n\r\n");
      socket.getOutputStream().write(content);
      return read();
    }

    void write(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    Response read() throws IOException {
      int status = Integer.parseInt(readLine().split(" ", 3)[1]);
      var fields = new HashMap<String, String>();
      for (String line = readLine(); !line.isEmpty(); line = readLine()) {
        int colon = line.indexOf(':');
        fields.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      String length = fields.get("content-length");
      require(length != null, fields);
      int octets = Integer.parseInt(length);
      byte[] content = in.readNBytes(octets);
      require(content.length == octets, content.length + " of " + octets);
      return new Response(status, fields, content);
    }

    private String readLine() throws IOException {
      var line = new StringBuilder();
      for (int octet = in.read(); octet != '\n'; octet = in.read()) {
        if (octet < 0) {
          throw new EOFException("closed after: " + line);
        }
        line.append((char) octet);
      }
      return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
