package weft.test;

import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import weft.Handler;
import weft.internal.net.Faults;
import weft.internal.net.MemoryListener;
import weft.internal.net.MemoryNetwork;
import weft.internal.net.VirtualClock;
import weft.server.Server;
import weft.server.Tls;

/// A server for tests: on a real port of the loopback interface, or in a simulated network.
///
/// In a simulated network nothing takes time unless [#advance] lets it pass, so that a test of a
/// time-out of minutes takes milliseconds and has one outcome.
public final class TestServer implements AutoCloseable {

  private record Simulation(MemoryNetwork network, MemoryListener listener, VirtualClock clock) {}

  private final Server server;
  private final @Nullable Simulation simulation;

  private TestServer(Server server, @Nullable Simulation simulation) {
    this.server = server;
    this.simulation = simulation;
  }

  /// Starts a server with default settings on a port that the system chooses.
  public static TestServer start(Handler handler) throws IOException {
    return start(Server.builder(handler));
  }

  /// Starts the described server on a port that the system chooses, besides the addresses it has.
  public static TestServer start(Server.Builder builder) throws IOException {
    return new TestServer(builder.listen("127.0.0.1:0").start(), null);
  }

  /// Starts a server with default settings in a simulated network.
  public static TestServer simulated(Handler handler) throws IOException {
    return simulated(Server.builder(handler));
  }

  /// Starts the described server in a simulated network.
  public static TestServer simulated(Server.Builder builder) throws IOException {
    var network = new MemoryNetwork();
    var simulation = new Simulation(network, network.listen(), new VirtualClock());
    builder.simulated(simulation.listener, simulation.clock);
    return new TestServer(builder.start(), simulation);
  }

  /// Returns the server itself.
  public Server server() {
    return server;
  }

  /// Returns the port; 80 in a simulated network.
  public int port() {
    return server.port();
  }

  /// Returns the URI of `path` on this server, for a client with real sockets.
  public URI uri(String path) {
    String scheme = server.tls().isPresent() ? "https" : "http";
    return URI.create(scheme + "://127.0.0.1:" + port() + path);
  }

  /// Returns what makes a client trust this server's certificate, such as
  /// [weft.server.Tls#selfSigned], and no other.
  ///
  /// @throws IllegalStateException if the server does not speak TLS, or hides its certificate
  public SSLContext clientContext() {
    List<X509Certificate> chain = server.tls().map(Tls::certificates).orElse(List.of());
    if (chain.isEmpty()) {
      throw new IllegalStateException("the server has no certificate to trust");
    }
    return TlsClient.trusting(chain.getLast());
  }

  /// Connects a client over TLS that trusts this server's certificate, and agrees on keys. Blocks.
  ///
  /// @throws IOException if the handshake failed
  public Wire connectTls() throws IOException {
    return connectTls(clientContext().createSSLEngine());
  }

  /// Connects a client over TLS, as `engine` is set up, and agrees on keys. Blocks.
  ///
  /// @throws IOException if the handshake failed
  public Wire connectTls(SSLEngine engine) throws IOException {
    return connect().startTls(engine);
  }

  /// Connects a raw client.
  public Wire connect() throws IOException {
    return simulation == null
        ? Wire.connect(server.addresses().getLast())
        : new Wire(simulation.listener.connect());
  }

  /// Connects a raw client from which the server reads in pieces of random length, at most
  /// `bytesMax`; the same `seed` gives the same pieces.
  ///
  /// @throws IllegalStateException if the network is not simulated
  public Wire connectInPieces(long seed, int bytesMax) throws IOException {
    Faults pieces = Faults.NONE.withReadBytesMax(bytesMax).withSplits(seed);
    return new Wire(simulation().listener.connect(Faults.NONE, pieces));
  }

  /// Connects a raw client whose connection is reset after the server has written `bytes`.
  ///
  /// @throws IllegalStateException if the network is not simulated
  public Wire connectThenReset(long bytes) throws IOException {
    Faults reset = Faults.NONE.withResetAfterBytes(bytes);
    return new Wire(simulation().listener.connect(Faults.NONE, reset));
  }

  /// Blocks until every connection of the server waits for its client: nothing more will happen by
  /// itself. A handler that waits for something else keeps this waiting. Over HTTP/2, this does not
  /// wait for handlers, which have threads of their own.
  ///
  /// @throws IllegalStateException if the network is not simulated
  public void awaitQuiescent() throws InterruptedException {
    simulation().network.awaitQuiescent();
  }

  /// Waits until the server does nothing by itself, and lets `time` pass for it.
  ///
  /// @throws IllegalStateException if the network is not simulated
  public void advance(Duration time) throws InterruptedException {
    awaitQuiescent();
    simulation().clock.advance(time);
  }

  /// Lets `time` pass for the server at once, whatever it is doing.
  ///
  /// @throws IllegalStateException if the network is not simulated
  public void pass(Duration time) {
    simulation().clock.advance(time);
  }

  private Simulation simulation() {
    if (simulation == null) {
      throw new IllegalStateException("the network is not simulated");
    }
    return simulation;
  }

  /// Closes the server and all its connections at once.
  @Override
  public void close() {
    server.close();
  }
}
