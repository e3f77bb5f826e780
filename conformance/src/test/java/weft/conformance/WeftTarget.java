package weft.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import weft.ConnectionInfo;
import weft.RejectReason;
import weft.ServerTrace;
import weft.server.Protocols;
import weft.server.Server;
import weft.test.TestServer;

/// A Weft server, started for one transcript and one delivery.
final class WeftTarget implements Target {

  // The transcripts make handlers fail on purpose, which a server logs. Held here, because a logger
  // that nobody holds forgets its level.
  private static final Logger LOG = Logger.getLogger("weft");

  static {
    LOG.setLevel(Level.OFF);
  }

  private static final Duration GRACE = Duration.ofSeconds(5);

  private final TestServer server;
  private final Delivery delivery;
  private final Events events;

  private WeftTarget(TestServer server, Delivery delivery, Events events) {
    this.server = server;
    this.delivery = delivery;
    this.events = events;
  }

  /// Starts a server with the limits, the time-outs and the protocols that a transcript needs.
  static WeftTarget start(Transcript transcript, Delivery delivery) throws IOException {
    var events = new Events();
    var builder = Server.builder(new ConformanceHandler()).trace(events);
    if (transcript.isHttp2()) {
      // No minimum data rate: time must not jump between a write, which has a thread of its own,
      // and
      // the end of its deadline.
      builder.protocols(Protocols.ALL).minDataRate(0, Duration.ZERO);
    }
    Config.apply(transcript.config(), builder);
    var server = delivery.isSimulated() ? TestServer.simulated(builder) : TestServer.start(builder);
    return new WeftTarget(server, delivery, events);
  }

  @Override
  public Peer connect() throws IOException {
    return switch (delivery) {
      case SOCKET -> new SocketPeer(server.port());
      case WHOLE -> new WirePeer(server.connect());
      default -> new WirePeer(server.connectInPieces(delivery.seed(), delivery.pieceBytesMax()));
    };
  }

  @Override
  public void advance(Duration duration) {
    try {
      server.advance(duration);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public List<RejectReason> rejections() {
    return events.rejections;
  }

  @Override
  public List<ServerTrace.TimeoutKind> timeouts() {
    return events.timeouts;
  }

  @Override
  public void close() {
    try {
      server.server().shutdown(GRACE);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException(e);
  }

  /// What the server's trace was told.
  private static final class Events implements ServerTrace {
    private final List<RejectReason> rejections = new CopyOnWriteArrayList<>();
    private final List<TimeoutKind> timeouts = new CopyOnWriteArrayList<>();

    @Override
    public void rejected(ConnectionInfo connection, RejectReason reason, long offset) {
      rejections.add(reason);
    }

    @Override
    public void timedOut(ConnectionInfo connection, TimeoutKind kind) {
      timeouts.add(kind);
    }
  }
}
