package weft.conformance;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import weft.ConnectionInfo;
import weft.HalfClosePolicy;
import weft.Handler;
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
  private final Queue<Thread> ending;

  private WeftTarget(TestServer server, Delivery delivery, Events events, Queue<Thread> ending) {
    this.server = server;
    this.delivery = delivery;
    this.events = events;
    this.ending = ending;
  }

  /// Starts a server with the limits, the time-outs and the protocols that a transcript needs.
  static WeftTarget start(Transcript transcript, Delivery delivery) throws IOException {
    var events = new Events();
    var ending = new ConcurrentLinkedQueue<Thread>();
    Handler handler = new ConformanceHandler();
    var builder =
        Server.builder(transcript.isHttp2() ? noting(handler, ending) : handler).trace(events);
    if (transcript.isHttp2()) {
      // No minimum data rate: time must not jump between a write, which has a thread of its own,
      // and the end of its deadline.
      builder.protocols(Protocols.ALL).minDataRate(0, Duration.ZERO);
    }
    if (!delivery.isSimulated()) {
      // In real time, a client that has half-closed would be probed where a handler is slow.
      builder.halfClose(HalfClosePolicy.KEEP);
    }
    Config.apply(transcript.config(), builder);
    var server = delivery.isSimulated() ? TestServer.simulated(builder) : TestServer.start(builder);
    return new WeftTarget(server, delivery, events, ending);
  }

  /// Returns the handler, whose thread is known to [#advance] once it has returned.
  private static Handler noting(Handler handler, Queue<Thread> ending) {
    return (w, r) -> {
      try {
        handler.serve(w, r);
      } finally {
        ending.add(Thread.currentThread());
      }
    };
  }

  @Override
  public Peer connect() throws IOException {
    return switch (delivery) {
      case SOCKET -> new SocketPeer(server.port());
      case WHOLE -> new WirePeer(server.connect());
      default -> new WirePeer(server.connectInPieces(delivery.seed(), delivery.pieceBytesMax()));
    };
  }

  /// A client sees the end of a response before its stream is gone, over HTTP/2: what waits for the
  /// end of the streams has begun when their threads have ended.
  @Override
  public void advance(Duration duration) {
    try {
      for (Thread thread = ending.poll(); thread != null; thread = ending.poll()) {
        thread.join();
      }
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
