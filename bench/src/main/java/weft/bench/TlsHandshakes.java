package weft.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.security.KeyStore;
import java.security.Provider;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.TrustManagerFactory;
import org.conscrypt.Conscrypt;
import weft.internal.tls.Identity;
import weft.internal.tls.SelfSigned;
import weft.internal.tls.ServerIdentities;

/// What TLS costs a server, by provider: one thread, two engines in memory, and the time spent in
/// the server's one. The client is always the JDK's.
public final class TlsHandshakes {

  private static final int RECORD_BYTES = 16 << 10;
  private static final int WARM_UP_ROUNDS = 4;
  private static final int BUFFER_BYTES = 2 * RECORD_BYTES + 1024;

  /// With a certificate, the server's first flight is longer than this.
  private static final int FULL_FLIGHT_BYTES_MIN = 600;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final String name;
  private final SSLContext server;
  private final SSLContext client;
  private final boolean conscrypt;
  private final ByteBuffer up = ByteBuffer.allocate(BUFFER_BYTES);
  private final ByteBuffer down = ByteBuffer.allocate(BUFFER_BYTES);
  private final ByteBuffer nothing = ByteBuffer.allocate(0);
  private final ByteBuffer sink = ByteBuffer.allocate(BUFFER_BYTES);
  private long serverNanos;
  private int flightBytes;
  private SSLEngine last;

  private TlsHandshakes(String name, Provider provider, Identity identity) throws Exception {
    this.name = name;
    conscrypt = provider != null;
    var trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", identity.chain().getFirst());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    server =
        provider == null ? SSLContext.getInstance("TLS") : SSLContext.getInstance("TLS", provider);
    Identity own = provider == null ? identity : identity.withKeyOf(provider);
    server.init(
        new KeyManager[] {new ServerIdentities(List.of(own))}, trust.getTrustManagers(), null);
    client = SSLContext.getInstance("TLS");
    client.init(null, trust.getTrustManagers(), null);
  }

  /// Measures `args[0]` rounds of a second for each provider and kind.
  public static void main(String[] args) throws Exception {
    int rounds = Integer.parseInt(args[0]);
    Identity identity = SelfSigned.of(List.of("localhost"), Instant.now());
    var all =
        List.of(
            new TlsHandshakes("JDK", null, identity),
            new TlsHandshakes("Conscrypt", Conscrypt.newProvider(), identity));
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (TlsHandshakes each : all) {
        each.measure(round);
      }
    }
  }

  /// Returns the time that this thread has run, so that other programs do not count.
  private static long cpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  private void measure(int round) throws Exception {
    double full = handshakes(false);
    double resumed = handshakes(true);
    double large = seal(RECORD_BYTES);
    double small = seal(1024);
    if (round >= 0) {
      System.out.printf(
          "%-10s full %7.1f us  resumed %7.1f us  seal 16 KiB %5.2f us  seal 1 KiB %5.2f us%n",
          name, full, resumed, large, small);
    }
  }

  /// Returns microseconds of the server for each handshake.
  private double handshakes(boolean resume) throws Exception {
    handshake(resume); // leaves a session to be resumed
    serverNanos = 0;
    flightBytes = 0;
    int count = 0;
    long end = System.nanoTime() + 1_000_000_000;
    while (System.nanoTime() < end) {
      handshake(resume);
      count++;
    }
    if (resume != flightBytes < FULL_FLIGHT_BYTES_MIN) {
      throw new IllegalStateException("a flight of " + flightBytes + " bytes");
    }
    return serverNanos / 1e3 / count;
  }

  private void handshake(boolean resume) throws Exception {
    SSLEngine near = server.createSSLEngine();
    near.setUseClientMode(false);
    near.setEnabledProtocols(new String[] {"TLSv1.3"});
    if (conscrypt) {
      Conscrypt.setUseSessionTickets(near, true);
    }
    SSLEngine far = resume ? client.createSSLEngine("localhost", 443) : client.createSSLEngine();
    far.setUseClientMode(true);
    far.setEnabledProtocols(new String[] {"TLSv1.3"});
    far.beginHandshake();
    up.clear();
    down.clear();
    while (far.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING
        || near.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
      turn(far, down, up);
      long start = cpuNanos();
      turn(near, up, down);
      serverNanos += cpuNanos() - start;
      flightBytes = Math.max(flightBytes, down.position());
    }
    long start = cpuNanos();
    near.wrap(ByteBuffer.wrap(new byte[1]), down); // tickets, if they wait, and data
    near.wrap(ByteBuffer.wrap(new byte[1]), down);
    serverNanos += cpuNanos() - start;
    read(far, down);
    last = near;
  }

  /// Opens and seals for as long as an engine wants.
  private void turn(SSLEngine engine, ByteBuffer in, ByteBuffer out) throws Exception {
    while (true) {
      switch (engine.getHandshakeStatus()) {
        case NEED_TASK -> engine.getDelegatedTask().run();
        case NEED_WRAP -> engine.wrap(nothing, out);
        case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
          if (!read(engine, in)) {
            return;
          }
        }
        case FINISHED, NOT_HANDSHAKING -> {
          read(engine, in);
          return;
        }
      }
    }
  }

  /// Opens all records that are there, or as many as the engine takes; returns whether it took any.
  private boolean read(SSLEngine engine, ByteBuffer in) throws Exception {
    in.flip();
    boolean any = false;
    while (in.hasRemaining()) {
      sink.clear();
      int taken = engine.unwrap(in, sink).bytesConsumed();
      any |= taken > 0;
      if (taken == 0 || engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
        break;
      }
    }
    in.compact();
    return any;
  }

  /// Returns microseconds for each record.
  private double seal(int bytes) throws Exception {
    ByteBuffer content = ByteBuffer.allocate(bytes);
    int count = 0;
    long start = cpuNanos();
    long end = System.nanoTime() + 500_000_000;
    while (System.nanoTime() < end) {
      content.clear();
      down.clear();
      last.wrap(content, down);
      count++;
    }
    return (cpuNanos() - start) / 1e3 / count;
  }
}
