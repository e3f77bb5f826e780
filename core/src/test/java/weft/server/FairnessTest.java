package weft.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// Handlers that keep their carrier, or block in what is not I/O, beside others; with 1, 2 and 4
/// carriers, none of which the JDK may replace.
///
/// The handlers hold on until the test lets them go, so that an answer to somebody else before that
/// proves that nobody waited for them.
@ParameterizedClass(name = "{0} carriers, {1}")
@MethodSource("processes")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
// On a thread of its own, because who reads the output of a process ignores interrupts.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FairnessTest {

  private static final List<String> CARRIER_KEPT =
      List.of("/compute", "/native", "/pinned", "/initializer");

  private static final int ANSWER_MILLIS_MAX = 30_000;

  @Parameter(0)
  private int carriers;

  @Parameter(1)
  private TransportKind transport;

  private final List<Client> clients = new ArrayList<>();
  private Process process;
  private BufferedReader output;
  private int port;

  static Stream<Object[]> processes() {
    return Stream.of(1, 2, 4)
        .flatMap(n -> Stream.of(TransportKind.values()).map(kind -> new Object[] {n, kind}));
  }

  @BeforeParameterizedClassInvocation
  void start(int carriers, TransportKind transport) throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Djdk.virtualThreadScheduler.parallelism=" + carriers,
                "-Djdk.virtualThreadScheduler.maxPoolSize=" + carriers,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Path.of("target", "classes")
                    + File.pathSeparator
                    + Path.of("target", "test-classes"),
                FairnessServer.class.getName(),
                transport.name())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    output = process.inputReader(StandardCharsets.UTF_8);
    port = Integer.parseInt(output.readLine().substring("port ".length()));
  }

  @AfterEach
  void disconnect() throws IOException {
    for (Client client : clients) {
      client.socket.close();
    }
    clients.clear();
  }

  @AfterParameterizedClassInvocation
  void stop() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Test
  void othersAreServedWhileACarrierIsFree() throws IOException {
    List<Client> others = clients(8);
    askAll(others, "/hello", "hello");
    for (String path : CARRIER_KEPT) {
      List<Client> holding = hold(carriers - 1, path);
      for (int round = 0; round < 3; round++) {
        askAll(others, "/hello", "hello");
        askAll(clients(2), "/hello", "hello");
      }
      letGo();
      expectAll(holding, "held");
    }
  }

  @Test
  void monitorsAndWaitsKeepNoCarrier() throws IOException {
    List<Client> holding = hold(carriers + 2, "/wait");
    holding.addAll(hold(carriers + 2, "/monitor"));
    askAll(clients(8), "/hello", "hello");
    letGo();
    expectAll(holding, "held");
  }

  @Test
  void allGoOnOnceCarriersAreFree() throws IOException {
    for (String path : CARRIER_KEPT) {
      List<Client> holding = hold(carriers, path);
      List<Client> others = clients(8);
      others.forEach(other -> other.send("/hello", ""));
      letGo();
      expectAll(holding, "held");
      expectAll(others, "hello");
    }
  }

  @Test
  void pinnedHandlersGetTheirContentWhenTheyKeepEveryCarrier() throws IOException {
    assumeTrue(transport != TransportKind.NIO, "there a virtual thread reads ahead");
    List<Client> holding = clients(carriers);
    holding.forEach(client -> client.send("/pinned-body", "Content-Length: 4\r\n"));
    awaitLines("in", carriers);
    holding.forEach(client -> client.write("body"));
    expectAll(holding, "held");
  }

  @Test
  void computingHandlersAreToldThatTheirClientsLeftWhenTheyKeepEveryCarrier() throws IOException {
    assumeTrue(transport != TransportKind.NIO, "a NIO channel tells nobody but its reader");
    List<Client> leaving = hold(carriers, "/compute-until-cancelled");
    for (Client client : leaving) {
      client.reset();
    }
    awaitLines("cancelled", carriers);
    askAll(clients(2), "/hello", "hello");
  }

  private List<Client> clients(int count) throws IOException {
    var made = new ArrayList<Client>();
    for (int i = 0; i < count; i++) {
      made.add(new Client(new Socket(InetAddress.getLoopbackAddress(), port)));
    }
    clients.addAll(made);
    return made;
  }

  /// Has `count` handlers hold on.
  private List<Client> hold(int count, String path) throws IOException {
    List<Client> holding = clients(count);
    holding.forEach(client -> client.send(path, ""));
    awaitLines("in", count);
    return holding;
  }

  private void awaitLines(String line, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      assertThat(output.readLine()).isEqualTo(line);
    }
  }

  private void letGo() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  private static void askAll(List<Client> clients, String path, String answer) {
    clients.forEach(client -> client.send(path, ""));
    expectAll(clients, answer);
  }

  private static void expectAll(List<Client> clients, String answer) {
    for (Client client : clients) {
      assertThat(client.receive(answer.length())).isEqualTo(answer);
    }
  }

  private record Client(Socket socket) {

    void send(String path, String field) {
      write("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + field + "\r\n");
    }

    void write(String text) {
      try {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// Returns the content of a response.
    String receive(int length) {
      try {
        socket.setSoTimeout(ANSWER_MILLIS_MAX);
        InputStream in = socket.getInputStream();
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
          int octet = in.read();
          assertThat(octet).as("after %s", head).isNotNegative();
          head.append((char) octet);
        }
        return new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }
}
