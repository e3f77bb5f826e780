package weft.internal.http1;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import weft.Cancellation;
import weft.ConnState;
import weft.ConnectionInfo;
import weft.ErrorPage;
import weft.HijackedConnection;
import weft.Methods;
import weft.RejectReason;
import weft.Request;
import weft.ServerTrace;
import weft.ServerTrace.CloseReason;
import weft.ServerTrace.RequestOutcome;
import weft.Status;
import weft.internal.exchange.BadMessageException;
import weft.internal.exchange.ConnectionObserver;
import weft.internal.exchange.Dispatcher;
import weft.internal.exchange.Engine;
import weft.internal.exchange.ErrorReply;
import weft.internal.exchange.ExchangeTimes;
import weft.internal.exchange.Preface;
import weft.internal.exchange.Response;
import weft.internal.http1.ResponseEncoder.Persistence;
import weft.internal.net.Transport;

/// Serves the requests of one HTTP/1 connection, one after the other, also those that a client
/// sends without waiting for the responses (RFC 9112 §9.2, §9.3, §9.3.2).
///
/// [#run()] is the connection's thread. [#sweep], [#drain] and [#cancel] come from others.
public final class Http1Connection implements Engine {

  /// No octet of the next request has arrived.
  private static final int WAITING = 0;

  /// A request is being read or served.
  private static final int BUSY = 1;

  /// As WAITING, but told to wait no more.
  private static final int WOKEN = 2;

  private static final byte[] HTTP2_PREFACE = Preface.octets();

  private static final long FIRST_REQUEST_GRACE_NANOS = 1_000_000_000L;

  /// Long enough for a request that has arrived already to be read.
  private static final long NEXT_REQUEST_GRACE_NANOS = 20_000_000L;

  private final Transport transport;
  private final ConnectionInfo info;
  private final Http1Settings settings;
  private final ConnectionObserver observer;
  private final Deadlines deadlines;
  private final InputBuffer in;
  private final OutputBuffer out;
  private final PeerWatch peerWatch;
  private volatile int state = WAITING;
  private volatile boolean draining;

  // The sweeper takes it from a connection that waits; if it is lost the next head is parsed by a
  // new one, and if it stays the next tick takes it.
  private @Nullable RequestReader reader;

  private @Nullable Http1Exchange seenBySweeper;
  private @Nullable ServerTrace requestTrace;
  private long requests;
  private boolean hijacked;

  /// Creates the connection of an accepted transport.
  public Http1Connection(
      Transport transport,
      ConnectionInfo info,
      Http1Settings settings,
      ConnectionObserver observer) {
    this.transport = transport;
    this.info = info;
    this.settings = settings;
    this.observer = observer;
    deadlines = new Deadlines(transport, settings.clock(), settings.timeouts());
    out = new OutputBuffer(deadlines, settings.output());
    in = new InputBuffer(transport, out, deadlines, settings.input());
    peerWatch = new PeerWatch(settings.halfClose(), settings.clock());
    transport.peerListener(peerWatch);
  }

  /// Serves requests until the connection ends, and closes it; unless it begins as HTTP/2 does and
  /// that is allowed (RFC 9113 §3.3). Blocks; throws nothing.
  ///
  /// @return null; for HTTP/2, the octets that were received: the connection is open then
  public byte @Nullable [] run() {
    @Nullable CloseReason why = CloseReason.IO_ERROR;
    try {
      why = serve();
    } catch (BadMessageException e) {
      why = refuse(e);
    } catch (SocketTimeoutException e) {
      why = timedOut();
    } catch (IOException e) {
      why = CloseReason.IO_ERROR;
    } finally {
      if (why != null) {
        end(why);
      }
    }
    return why == null ? handOver() : null;
  }

  private boolean mayBeHttp2() {
    return settings.http2() && info.tls() == null; // over TLS it is chosen before
  }

  private byte[] handOver() {
    transport.peerListener(Transport.PeerListener.NONE);
    deadlines.clear();
    byte[] received = in.takeAll();
    in.release();
    return received;
  }

  /// Returns why there are no further requests, null if the client speaks HTTP/2.
  private @Nullable CloseReason serve() throws IOException {
    while (awaitRequest()) {
      requestTrace = settings.requestTrace();
      long begin = isTraced() ? settings.clock().nanoTime() : settings.clock().coarseNanoTime();
      deadlines.requestBegins(begin);
      if (requests == 0 && mayBeHttp2() && in.startsWith(HTTP2_PREFACE)) {
        return null;
      }
      RequestHead head = reader().read();
      if (head == null) {
        return CloseReason.PEER_CLOSED;
      }
      deadlines.headComplete(begin);
      CloseReason end = serve(head, begin);
      if (end != null) {
        return end;
      }
    }
    return observer.isStopping() ? CloseReason.SHUTDOWN : CloseReason.PEER_CLOSED;
  }

  private RequestReader reader() {
    RequestReader present = reader;
    if (present == null) {
      present = new RequestReader(in, settings.limits(), settings.strings());
      reader = present;
    }
    return present;
  }

  /// Blocks until the next request begins; returns false if there will be none.
  private boolean awaitRequest() throws IOException {
    boolean first = requests == 0;
    if (in.isEmpty()) {
      if (!first) {
        observer.state(ConnState.IDLE);
      }
      deadlines.awaitRequest(first);
      state = WAITING;
      // Whoever drains from here on replaces that deadline; who did it before is heard here.
      if (first ? draining : !keepAlive()) {
        wake();
      }
      if (!in.awaitOctet()) {
        return false;
      }
      becomeBusy();
      observer.state(ConnState.ACTIVE);
    }
    return true;
  }

  private @Nullable CloseReason serve(RequestHead head, long begin) throws IOException {
    if (head.framing().length() > settings.limits().contentBytesMax()) {
      throw new BadMessageException(RejectReason.CONTENT_TOO_LARGE, in.offset());
    }
    if (head.framing() != Framing.None.INSTANCE) {
      out.flush(); // the client may send the content only after it has read the earlier responses
    }
    requests++;
    var exchange = new Http1Exchange(this, settings, head, in, out);
    boolean isHead = head.line().method().equals(Methods.HEAD);
    var response = new Response(exchange, isHead, settings.limits().responseBufferBytes());
    Request request = request(head, exchange);
    ServerTrace trace = requestTrace;
    long headNanos = 0;
    if (trace != null) {
      headNanos = settings.clock().nanoTime();
      trace.requestStarted(request);
    }
    if (in.isEmpty()) {
      in.release(); // the handler may take long
    }
    Dispatcher.Result result = dispatch(exchange, response, request);
    if (trace != null) {
      trace.requestFinished(outcome(request, response, exchange, result, begin, headNanos));
    }
    return afterResponse(exchange, response, result);
  }

  private Dispatcher.Result dispatch(Http1Exchange exchange, Response response, Request request) {
    boolean followsOthers = !out.isEmpty();
    if (followsOthers) {
      settings.heldBack().add(exchange);
    }
    in.inContent(true);
    peerWatch.watch(exchange);
    Dispatcher.Result result = settings.dispatcher().dispatch(response, request);
    peerWatch.watch(null);
    exchange.end();
    if (followsOthers) {
      settings.heldBack().remove(exchange);
    }
    return result;
  }

  private Request request(RequestHead head, Http1Exchange exchange) {
    Content content = exchange.content();
    var request =
        new Request.Builder()
            .connection(info)
            .scheme(info.tls() == null ? "http" : "https")
            .limits(settings.limits())
            .method(head.line().method())
            .target(head.line().target())
            .protocol(head.isHttp10() ? "HTTP/1.0" : "HTTP/1.1")
            .host(head.host())
            .header(head.header())
            .body(content, head.framing().length())
            .trailer(content::trailer)
            .cancellation(exchange.cancellation())
            .close(!head.persistent());
    observer.equip(request);
    return request.build();
  }

  /// Makes the connection ready for the next request, or says why there can be none.
  private @Nullable CloseReason afterResponse(
      Http1Exchange exchange, Response response, Dispatcher.Result result) throws IOException {
    if (response.isHijacked()) {
      return CloseReason.HIJACKED;
    }
    IOException broken = exchange.contentFailure();
    if (broken instanceof BadMessageException bad) {
      trace(trace -> trace.rejected(info, bad.reason(), bad.offset()));
    } else if (broken != null) {
      trace(trace -> trace.timedOut(info, deadlines.kind()));
    }
    IOException unsent = exchange.writeFailure();
    if (unsent != null) {
      return unsent instanceof SocketTimeoutException ? timedOutWriting() : CloseReason.IO_ERROR;
    }
    if (!result.complete()) {
      if (!response.isCommitted()) {
        out.flush(); // the responses before it; of this one nothing was put yet
      }
      return CloseReason.ABORTED;
    }
    if (broken != null) {
      linger();
      return broken instanceof BadMessageException ? CloseReason.REJECTED : CloseReason.TIMED_OUT;
    }
    return afterContent(exchange);
  }

  private CloseReason timedOutWriting() {
    trace(trace -> trace.timedOut(info, deadlines.kind()));
    return CloseReason.TIMED_OUT;
  }

  private @Nullable CloseReason afterContent(Http1Exchange exchange) throws IOException {
    Content content = exchange.content();
    if (!exchange.isPersistent()) {
      if (!exchange.isClientsLast() || !transport.isDrained()) {
        linger();
      }
      return observer.isStopping() ? CloseReason.SHUTDOWN : CloseReason.NOT_PERSISTENT;
    }
    try {
      if (!content.isComplete() && !content.discard(settings.limits().discardBytesMax())) {
        linger();
        return CloseReason.CONTENT_UNREAD;
      }
    } catch (BadMessageException e) { // the request was answered, so there is nothing to reply
      trace(trace -> trace.rejected(info, e.reason(), e.offset()));
      linger();
      return CloseReason.REJECTED;
    }
    in.inContent(false);
    if (out.isEmpty()) {
      out.release();
    }
    return null;
  }

  private RequestOutcome outcome(
      Request request,
      Response response,
      Http1Exchange exchange,
      Dispatcher.Result result,
      long begin,
      long headNanos) {
    long first = exchange.firstByteNanos();
    int status = response.isCommitted() ? response.status() : 0;
    long end = settings.clock().nanoTime();
    return new ExchangeTimes(begin, headNanos, first, end)
        .outcome(request, response, status, exchange.content().count(), result);
  }

  /// Answers what is no request (RFC 9112 §2.2, §11.2); the connection cannot be read any further.
  private CloseReason refuse(BadMessageException e) {
    trace(trace -> trace.rejected(info, e.reason(), e.offset()));
    reply(ErrorReply.of(settings.dispatcher().errorPage(), e.reason()));
    return CloseReason.REJECTED;
  }

  private CloseReason timedOut() {
    if (state == WOKEN) {
      return observer.isStopping() ? CloseReason.SHUTDOWN : CloseReason.NOT_PERSISTENT;
    }
    trace(trace -> trace.timedOut(info, deadlines.kind()));
    if (state == BUSY && deadlines.kind() == ServerTrace.TimeoutKind.READ_HEADER) {
      ErrorPage page = settings.dispatcher().errorPage();
      reply(ErrorReply.of(page, Status.REQUEST_TIMEOUT, "the request did not arrive in time"));
    }
    return CloseReason.TIMED_OUT;
  }

  /// Sends an error reply for a request that no handler sees, and waits for the client to have read
  /// it.
  private void reply(ErrorReply reply) {
    byte[] content = reply.content();
    ResponseEncoder encoder = settings.encoder();
    try {
      deadlines.clear();
      encoder.putHead(
          out, reply.status(), reply.header(), null, content.length, false, Persistence.CLOSE);
      out.put(content);
      out.flush();
      linger();
    } catch (IOException gone) {
      // The peer does not want to know.
    }
  }

  /// Says that nothing more will be sent, and reads on for a moment, so that what the peer still
  /// sends does not make the kernel reset the connection and destroy the response (RFC 9112 §9.6).
  private void linger() {
    try {
      out.flush();
      transport.shutdownOutput();
      deadlines.linger();
      byte[] scratch = new byte[8 << 10];
      while (transport.read(scratch, 0, scratch.length) >= 0) {
        Thread.onSpinWait();
      }
    } catch (IOException done) {
      // Time is up, or the peer is gone.
    }
  }

  private void end(CloseReason why) {
    if (in.isEmpty()) {
      in.release();
    }
    out.release();
    if (!hijacked) {
      if (why != CloseReason.IO_ERROR && why != CloseReason.ABORTED) {
        transport.sendClose();
      }
      transport.close();
      observer.state(ConnState.CLOSED);
    }
    trace(trace -> trace.closed(info, why, requests, in.received(), out.sent()));
  }

  /// Returns whether a further request may be served: also while the server stops, if octets of it
  /// have been received already.
  boolean mayGoOn() {
    return keepAlive() || !in.isEmpty();
  }

  HijackedConnection hijack() {
    hijacked = true;
    observer.state(ConnState.HIJACKED);
    transport.peerListener(Transport.PeerListener.NONE);
    deadlines.clear();
    return new HijackedTransport(
        transport, info, in.takeAll(), settings.clock(), observer::hijackedClosed);
  }

  SeekableByteChannel openFile(Path file) throws IOException {
    return transport.openFile(file);
  }

  Deadlines deadlines() {
    return deadlines;
  }

  boolean keepAlive() {
    return observer.keepAlive();
  }

  /// Returns whether somebody is told of the request that is being served.
  boolean isTraced() {
    return requestTrace != null;
  }

  private void trace(Consumer<ServerTrace> event) {
    ServerTrace trace = settings.trace();
    if (trace != null) {
      event.accept(trace);
    }
  }

  /// Expires deadlines, has the peer watched once a handler has been running for a whole tick, and
  /// takes from a connection that waits what it kept for its next request.
  @Override
  public void sweep(long nowNanos) {
    transport.sweep(nowNanos);
    Http1Exchange exchange = peerWatch.current();
    if (exchange != null && exchange == seenBySweeper) {
      transport.watchPeer();
    }
    seenBySweeper = exchange;
    if (state == WAITING) {
      reader = null;
    }
  }

  /// Returns whether a request is being read or served.
  @Override
  public boolean isBusy() {
    return state == BUSY;
  }

  /// Ends the connection as soon as no request is under way. One that waits for a request is read
  /// from for a moment more, so that a request that has arrived is answered; a new one for as long
  /// as it takes to send the request it was made for. The observer must say already that
  /// connections are not kept.
  @Override
  public void drain() {
    draining = true;
    wake();
  }

  private synchronized void wake() {
    if (state == WAITING) {
      state = WOKEN;
      long grace = requests == 0 ? FIRST_REQUEST_GRACE_NANOS : NEXT_REQUEST_GRACE_NANOS;
      transport.readDeadline(settings.clock().nanoTime() + grace);
    }
  }

  /// After this, [#wake()] does not touch the deadline of the request that begins.
  private synchronized void becomeBusy() {
    state = BUSY;
  }

  /// Cancels the request under way, if there is one; returns whether there was.
  @Override
  public boolean cancel(Cancellation.Cause cause) {
    Http1Exchange exchange = peerWatch.current();
    return exchange != null && exchange.cancellation().cancel(cause);
  }
}
