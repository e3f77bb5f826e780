package weft.server;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import weft.ConnState;
import weft.ConnectionInfo;
import weft.ErrorPage;
import weft.HalfClosePolicy;
import weft.Handler;
import weft.Handlers;
import weft.Limits;
import weft.PanicPolicy;
import weft.ResponseWriter;
import weft.ServerTrace;
import weft.internal.exchange.Dispatcher;
import weft.internal.exchange.Timeouts;
import weft.internal.net.Clock;
import weft.internal.net.Listener;
import weft.internal.net.Sweeper;
import weft.internal.net.SystemClock;
import weft.internal.net.Transport;
import weft.internal.text.Bounds;

/// A running HTTP server: `http.Server` in Go, after `Serve` was called.
///
/// All methods may be called from any thread.
public final class Server implements AutoCloseable {

  private static final AtomicLong CONNECTION_IDS = new AtomicLong();

  /// How long handlers have to notice that they were cancelled, before their connection is cut.
  private static final Duration CUT_AFTER = Duration.ofSeconds(1);

  private final Clock clock;
  private final Engines engines;
  private final Connections connections;
  private final List<SocketAddress> addresses = new ArrayList<>();
  private final List<Acceptor> acceptors = new ArrayList<>();
  private final @Nullable Tls tls;
  private final @Nullable Handshakes handshakes;
  private final ShutdownHooks hooks;
  private final @Nullable BiConsumer<ConnectionInfo, ConnState> onConnState;
  private final @Nullable Function<ConnectionInfo, ScopedValue.Carrier> connContext;
  private final AtomicBoolean stopping = new AtomicBoolean();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile boolean aborting;
  private volatile @Nullable Error failure;

  private Server(Builder builder, List<Listener> listeners) {
    clock = builder.clock;
    connections = new Connections(builder.connectionsMax, new Sweeper(clock), clock);
    connections.keepAlives(builder.keepAlives);
    engines = builder.engines(this::handlerFailed);
    hooks = new ShutdownHooks(builder.shutdownHooks);
    tls = builder.tls;
    handshakes =
        tls == null ? null : tls.handshakes(builder.protocols.alpn(), clock, builder.trace);
    onConnState = builder.onConnState;
    connContext = builder.connContext;
    listeners.forEach(listener -> listen(listener, builder));
  }

  /// Starts the description of a server.
  ///
  /// @param handler answers all requests; null for [Http#defaultMux()]
  public static Builder builder(@Nullable Handler handler) {
    return new Builder(handler == null ? Http.defaultMux() : handler);
  }

  private void listen(Listener listener, Builder builder) {
    SocketAddress address = listener.localAddress();
    ScopedValue.@Nullable Carrier base =
        builder.baseContext == null ? null : builder.baseContext.apply(address);
    addresses.add(address);
    var acceptor =
        new Acceptor(
            listener,
            connections,
            builder.overload,
            tls != null,
            clock,
            engines.trace(),
            engines.lastWords(),
            transport -> serve(transport, base));
    acceptors.add(acceptor);
  }

  private void start() {
    for (int i = 0; i < acceptors.size(); i++) {
      SocketAddress address = addresses.get(i);
      Thread.ofVirtual().name("weft-accept-" + address).start(acceptors.get(i)::run);
      Log.SERVER.log(Level.INFO, "listening on {0}", acceptors.get(i));
    }
  }

  private void serve(Transport transport, ScopedValue.@Nullable Carrier base) {
    var info =
        new ConnectionInfo(
            CONNECTION_IDS.incrementAndGet(),
            transport.remoteAddress(),
            transport.localAddress(),
            null);
    var connection =
        new ServerConnection(transport, info, engines, connections, handshakes, onConnState);
    connections.add(connection);
    ServerTrace trace = engines.trace();
    if (trace != null) {
      trace.accepted(info);
    }
    connection.state(ConnState.NEW);
    if (aborting) { // whoever aborted before may not have seen the connection
      connection.abort();
    } else if (stopping.get()) {
      connection.drain();
    }
    try {
      Thread.ofVirtual()
          .name("weft-conn-", info.id())
          .start(() -> connection.run(base, connContext));
    } catch (Throwable e) { // no memory for a thread
      connection.abort();
      connections.remove(connection, false);
      throw e;
    }
  }

  private void handlerFailed(Error error) {
    failure = error;
    Log.SERVER.log(Level.ERROR, "closing the server because a handler failed with an error", error);
    Thread.ofVirtual().name("weft-fail-fast").start(this::close);
  }

  /// Returns the addresses that are listened on, with the ports that the system chose for port 0.
  public List<SocketAddress> addresses() {
    return List.copyOf(addresses);
  }

  /// Returns the port of the first address that has one.
  ///
  /// @throws IllegalStateException if none has
  public int port() {
    for (SocketAddress address : addresses) {
      if (address instanceof InetSocketAddress inet) {
        return inet.getPort();
      }
    }
    throw new IllegalStateException("no listener has a port: " + addresses);
  }

  /// Returns how the server speaks TLS, empty if it does not.
  public Optional<Tls> tls() {
    return Optional.ofNullable(tls);
  }

  /// Returns how many connections there are, hijacked ones not counted.
  public int connections() {
    return connections.count();
  }

  /// Returns how many connections read or serve a request.
  int underWay() {
    return connections.underWay();
  }

  /// Switches keep-alive for all connections. While it is off, each response says `Connection:
  /// close`, and connections that wait for a request are closed.
  public void keepAlives(boolean on) {
    connections.keepAlives(on);
  }

  /// Adds a hook as [Builder#onShutdown] does.
  public void onShutdown(Runnable hook) {
    hooks.add(hook);
  }

  /// Returns the [Error] of a handler that closed the server, see [PanicPolicy#FAIL_FAST].
  public Optional<Error> failure() {
    return Optional.ofNullable(failure);
  }

  /// Blocks until the server has stopped: after [#shutdown] or [#close] have done all their work.
  ///
  /// @throws InterruptedException if the thread is interrupted; the server goes on
  public void await() throws InterruptedException {
    stopped.await();
  }

  /// Stops the server and drops nothing: closes the listeners, closes connections that wait for a
  /// request, tells the others by [weft.Request#draining()], starts the hooks, and waits for the
  /// requests under way. A request whose first octet was received is answered.
  ///
  /// When `grace` is over, what is still under way is cancelled with cause SHUTDOWN, and a second
  /// later its connection is closed. Blocks until then. Hijacked connections are not waited for. If
  /// the server was stopped before, waits for that and returns an empty report.
  ///
  /// @throws InterruptedException if the thread is interrupted; connections are then closed at once
  public ShutdownReport shutdown(Duration grace) throws InterruptedException {
    if (!stopping.compareAndSet(false, true)) {
      stopped.await();
      return new ShutdownReport(0, 0, 0, List.of(), Duration.ZERO);
    }
    try {
      ShutdownReport report = drain(grace);
      Log.SERVER.log(Level.INFO, "stopped: {0}", report);
      return report;
    } finally {
      abortAll();
      stopped.countDown();
    }
  }

  private ShutdownReport drain(Duration grace) throws InterruptedException {
    long begin = clock.nanoTime();
    connections.stop();
    closeListeners();
    int underWay = connections.underWay();
    connections.drain();
    connections.tellRequests();
    ShutdownHooks.Run running = hooks.start(clock);
    long deadline = Timeouts.after(begin, grace);
    boolean done = connections.awaitNone(deadline);
    List<Throwable> hookFailures = running.await(deadline);
    int completed = underWay;
    int cancelled = 0;
    int cut = 0;
    if (!done) {
      completed = Math.max(0, underWay - connections.underWay());
      cancelled = connections.cancelAll();
      connections.awaitNone(clock.nanoTime() + CUT_AFTER.toNanos());
      cut = connections.count();
    }
    Duration took = Duration.ofNanos(clock.nanoTime() - begin);
    return new ShutdownReport(completed, cancelled, cut, hookFailures, took);
  }

  /// Stops the server at once: closes listeners and connections under whatever they are doing, also
  /// while [#shutdown] waits for them, and cancels the requests under way. Hooks do not run.
  @Override
  public void close() {
    boolean first = stopping.compareAndSet(false, true);
    connections.stop();
    closeListeners();
    abortAll();
    if (first) {
      stopped.countDown();
    }
  }

  private void closeListeners() {
    if (handshakes != null) {
      handshakes.close();
    }
    for (Acceptor acceptor : acceptors) {
      try {
        acceptor.close();
      } catch (IOException e) {
        Log.SERVER.log(Level.WARNING, "closing a listener failed: {0}", e.toString());
      }
    }
  }

  private void abortAll() {
    aborting = true;
    connections.all().forEach(ServerConnection::abort);
  }

  /// Describes a server. Every setting has a safe default, which its method tells with the reason.
  public static final class Builder {

    private final Handler handler;

    private final List<SocketAddress> listenOn = new ArrayList<>();
    private final List<Listener> given = new ArrayList<>();
    private final List<Runnable> shutdownHooks = new ArrayList<>();
    private Clock clock = SystemClock.INSTANCE;
    private Limits limits = Limits.STANDARD;
    private Duration readHeaderTimeout = Duration.ofSeconds(10);
    private Duration readTimeout = Duration.ZERO;
    private Duration writeTimeout = Duration.ZERO;
    private Duration idleTimeout = Duration.ofSeconds(75);
    private Duration lingerTimeout = Duration.ofSeconds(2);
    private int minDataRate = 240;
    private Duration minDataRateGrace = Duration.ofSeconds(5);
    private int connectionsMax = 65_536;
    private int backlog = 1_024;
    private boolean reusePort;
    private OverloadPolicy overload = OverloadPolicy.SHED;
    private TransportKind transport = TransportKind.AUTO;
    private HalfClosePolicy halfClose = HalfClosePolicy.PROBE;
    private PanicPolicy panicPolicy = PanicPolicy.RESPOND;
    private ErrorPage errorPage = ErrorPage.PLAIN_TEXT;
    private boolean keepAlives = true;
    private boolean interruptible;
    private boolean generalOptions = true;
    private @Nullable Tls tls;
    private Protocols protocols = Protocols.STANDARD;
    private Engines.Http2Options http2 = Engines.Http2Options.STANDARD;
    private @Nullable ServerTrace trace;
    private @Nullable BiConsumer<ConnectionInfo, ConnState> onConnState;
    private @Nullable Function<SocketAddress, ScopedValue.Carrier> baseContext;
    private @Nullable Function<ConnectionInfo, ScopedValue.Carrier> connContext;

    private Builder(Handler handler) {
      this.handler = handler;
    }

    /// Listens on an address; may be called several times.
    ///
    /// @param address `host:port`, `[ipv6]:port`, `:port` for every interface, or `unix:/path`;
    ///   port 0 lets the system choose
    /// @throws IllegalArgumentException if it is none of these
    /// @throws java.net.UnknownHostException if the host has no address; blocks to look it up
    public Builder listen(String address) throws IOException {
      return listen(ListenAddress.parse(address));
    }

    /// Listens on an [InetSocketAddress] or [java.net.UnixDomainSocketAddress]; may be called
    /// several times.
    public Builder listen(SocketAddress address) {
      listenOn.add(address);
      return this;
    }

    /// Takes connections from `listener`, and time from `clock`; for `weft.test`.
    @SuppressWarnings("exports") // users cannot name Listener and Clock
    public Builder simulated(Listener listener, Clock clock) {
      this.given.add(listener);
      this.clock = clock;
      return this;
    }

    /// Speaks TLS on all addresses. Default: clear text.
    public Builder tls(Tls tls) {
      this.tls = tls;
      return this;
    }

    /// Sets the bounds of what a peer can send. Default: [Limits#STANDARD].
    public Builder limits(Limits limits) {
      this.limits = limits;
      return this;
    }

    /// Sets how long a request's head may take from its first octet, and a new connection until
    /// then. Default 10 s: enough for the worst network, too short to hold thousands of connections
    /// open with unfinished heads (slowloris). Zero for ever. Answered with 408 if an octet had
    /// arrived.
    public Builder readHeaderTimeout(Duration timeout) {
      readHeaderTimeout = Bounds.notNegative("readHeaderTimeout", timeout);
      return this;
    }

    /// Sets how long a whole request may take, content included. Default zero, for ever, because an
    /// upload takes as long as it takes; [#minDataRate] bounds slow ones.
    public Builder readTimeout(Duration timeout) {
      readTimeout = Bounds.notNegative("readTimeout", timeout);
      return this;
    }

    /// Sets how long a response may take from the end of the request's head, the handler's thinking
    /// included. Default zero, for ever, because a download takes as long as it takes;
    /// [#minDataRate] bounds slow ones.
    public Builder writeTimeout(Duration timeout) {
      writeTimeout = Bounds.notNegative("writeTimeout", timeout);
      return this;
    }

    /// Sets how long a connection is kept for its next request. Default 75 s: longer than the 60 s
    /// of the usual reverse proxies, so that they, who know of the next request, are the ones who
    /// close. Zero for ever.
    public Builder idleTimeout(Duration timeout) {
      idleTimeout = Bounds.notNegative("idleTimeout", timeout);
      return this;
    }

    /// Sets how long a connection is read from after an error reply or an unread content, so that a
    /// reset does not destroy the response on its way (RFC 9112 §9.6). Default 2 s.
    public Builder lingerTimeout(Duration timeout) {
      lingerTimeout = Bounds.notNegative("lingerTimeout", timeout);
      return this;
    }

    /// Sets how many octets of content per second a peer must send, while the server waits for
    /// them, and take. Default 240 after 5 s of grace: slower than any modem, faster than an attack
    /// that wants to be cheap. Zero for no minimum.
    public Builder minDataRate(int bytesPerSecond, Duration grace) {
      minDataRate = Bounds.notNegative("minDataRate", bytesPerSecond);
      minDataRateGrace = Bounds.notNegative("minDataRate's grace", grace);
      return this;
    }

    /// Sets how many connections there may be. Default 65,536, so that a flood does not take the
    /// process's last file descriptor.
    public Builder connectionsMax(int connections) {
      connectionsMax = Bounds.positive("connectionsMax", connections);
      return this;
    }

    /// Sets what happens to a connection above that. Default SHED: clients learn at once.
    public Builder overload(OverloadPolicy policy) {
      overload = policy;
      return this;
    }

    /// Sets how many connections the kernel may queue for accepting; it has a bound of its own.
    /// Default 1,024: the JDK's 50 is a second's worth of reconnecting clients.
    public Builder backlog(int connections) {
      backlog = Bounds.positive("backlog", connections);
      return this;
    }

    /// Sets whether several servers, also of other processes of the same user, may listen on one
    /// TCP port, if all of them say so; the kernel then spreads new connections over them. Default
    /// false, so that a server that is started twice by mistake fails to start. Where the platform
    /// cannot do it, [#start()] throws [UnsupportedOperationException].
    public Builder reusePort(boolean on) {
      reusePort = on;
      return this;
    }

    /// Sets what carries the octets. Default AUTO: the fastest that works here; the line in the log
    /// of the start names it.
    public Builder transport(TransportKind kind) {
      transport = kind;
      return this;
    }

    /// Sets what a half-close by the client means. Default PROBE: clients that wait get their
    /// answer, and handlers learn of those that left.
    public Builder halfClose(HalfClosePolicy policy) {
      halfClose = policy;
      return this;
    }

    /// Sets what happens when a handler fails. Default RESPOND: the client learns that it was the
    /// server.
    public Builder panicPolicy(PanicPolicy policy) {
      panicPolicy = policy;
      return this;
    }

    /// Sets what makes the content of error replies: of the server's own, to requests that no
    /// handler sees, and of all others where a handler has not set one with
    /// [ResponseWriter#errorPage]. Over HTTP/2, a reply of the server's own has no content if the
    /// client gives it no window at once. Default [ErrorPage#PLAIN_TEXT].
    public Builder errorPage(ErrorPage page) {
      errorPage = page;
      return this;
    }

    /// Sets whether connections are kept for further requests. Default true.
    public Builder keepAlives(boolean on) {
      keepAlives = on;
      return this;
    }

    /// Sets whether every handler is interrupted when its request is cancelled, as
    /// [Handlers#interruptible] does for one. Default false: code that is not made for interrupts
    /// may close what it shares with others.
    public Builder interruptible(boolean on) {
      interruptible = on;
      return this;
    }

    /// Sets whether the server itself answers `OPTIONS *` with 200 (RFC 9110 §9.3.7). Default true;
    /// if false, the handler gets it.
    public Builder generalOptions(boolean on) {
      generalOptions = on;
      return this;
    }

    /// Sets which versions of HTTP are spoken. Default [Protocols#STANDARD].
    public Builder protocols(Protocols protocols) {
      this.protocols = protocols;
      return this;
    }

    /// Sets whether HTTP/2 clients may use CONNECT for another protocol, such as WebSocket (RFC
    /// 8441 §3); see [weft.Request#connectProtocol]. Default false, because a browser that may uses
    /// it for every WebSocket.
    public Builder extendedConnect(boolean on) {
      http2 = http2.withExtendedConnect(on);
      return this;
    }

    /// Sets after how much silence an HTTP/2 client is asked whether it is there, and how long it
    /// then has (RFC 9113 §6.7). Default zero and 15 s, as in Go: never.
    public Builder ping(Duration interval, Duration timeout) {
      http2 =
          http2.withPing(
              Bounds.notNegative("ping's interval", interval),
              Bounds.notNegative("ping's timeout", timeout));
      return this;
    }

    /// Sets who is told of every outcome. Default nobody, which is free.
    public Builder trace(ServerTrace trace) {
      this.trace = new GuardedTrace(trace);
      return this;
    }

    /// Sets who is told when a connection changes its state; called on the connection's thread, NEW
    /// on the accepting one. What it throws is logged and dropped.
    public Builder onConnState(BiConsumer<ConnectionInfo, ConnState> listener) {
      onConnState = listener;
      return this;
    }

    /// Sets the scoped values that all connections of a listener run with; called once for each
    /// listener.
    public Builder baseContext(Function<SocketAddress, ScopedValue.Carrier> context) {
      baseContext = context;
      return this;
    }

    /// Sets the scoped values that a connection runs with; called on the connection's thread, so
    /// that a slow one delays nobody else, and one that throws costs that connection only.
    public Builder connContext(Function<ConnectionInfo, ScopedValue.Carrier> context) {
      connContext = context;
      return this;
    }

    /// Adds what [Server#shutdown] runs, on a virtual thread, and waits for.
    public Builder onShutdown(Runnable hook) {
      shutdownHooks.add(hook);
      return this;
    }

    /// Listens, and serves on virtual threads. Does not block.
    ///
    /// @throws IOException if an address cannot be listened on; none is then
    public Server start() throws IOException {
      if (given.isEmpty() && listenOn.isEmpty()) {
        throw new IllegalStateException("no address to listen on");
      }
      var listeners = new ArrayList<>(given);
      try {
        for (SocketAddress address : listenOn) {
          listeners.add(ListenAddress.bind(address, transport, backlog, reusePort));
        }
        var server = new Server(this, listeners);
        server.start();
        return server;
      } catch (IOException | RuntimeException e) {
        for (Listener listener : listeners) {
          listener.close();
        }
        throw e;
      }
    }

    private Engines engines(Consumer<Error> onError) {
      Handler outer = interruptible ? Handlers.interruptible(handler) : handler;
      var timeouts =
          new Timeouts(
              readHeaderTimeout.toNanos(),
              readTimeout.toNanos(),
              writeTimeout.toNanos(),
              idleTimeout.toNanos(),
              minDataRate,
              minDataRateGrace.toNanos(),
              lingerTimeout.toNanos());
      return new Engines(
          protocols,
          limits,
          timeouts,
          halfClose,
          new Dispatcher(
              generalOptions ? new GeneralOptions(outer) : outer, panicPolicy, onError, errorPage),
          trace,
          clock,
          http2);
    }
  }
}
