package weft.internal.http2;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import weft.Cancellation.Cause;
import weft.ConnectionInfo;
import weft.Header;
import weft.Http2Limits;
import weft.Methods;
import weft.RejectReason;
import weft.Request;
import weft.ServerTrace;
import weft.ServerTrace.RequestOutcome;
import weft.ServerTrace.TimeoutKind;
import weft.internal.exchange.Dispatcher;
import weft.internal.exchange.ErrorReply;
import weft.internal.exchange.ExchangeTimes;
import weft.internal.exchange.Response;
import weft.internal.exchange.Stream;

/// The streams of a connection: opens them, runs their handlers, and ends them (RFC 9113 §5.1).
///
/// A handler counts until it has returned, also after its stream was reset: who opens and resets
/// streams gets at most twice the handlers of who waits for them (CVE-2023-44487), and then as many
/// that wait for those to return.
final class Streams {

  /// How many handlers may run for each stream that may be open: a client opens another when it has
  /// seen the end of one, which may be before the handler of that one has returned. The requests of
  /// further streams wait for a handler to return; so a client that keeps to the number of streams
  /// is not refused.
  private static final int HANDLERS_PER_STREAM = 2;

  private record Waiting(Http2Stream stream, RequestHead head) {}

  private static final ThreadFactory THREADS = Thread.ofVirtual().name("weft-stream").factory();

  private static final Header NO_FIELDS = new Header().freeze();

  private final Http2Connection connection;
  private final ConnectionInfo info;
  private final Executor context;
  private final Http2Settings settings;
  private final Http2Limits limits;
  private final ReentrantLock lock;
  private final Sender sender;
  private final Budget budget;

  // The rest is guarded by the lock.
  private final StreamTable table = new StreamTable();
  private final Forgotten forgotten;
  private final Queue<Waiting> waiting = new ArrayDeque<>(0);
  private final Map<Integer, Priority> early = new LinkedHashMap<>(0);
  private int open;
  private int lastId;
  private boolean refusing;
  private long requests;
  private int windowBytes = Frames.WINDOW_BYTES_INITIAL;
  private long promisedBytes;

  Streams(Http2Connection connection, ConnectionInfo info, Executor context, Budget budget) {
    this.connection = connection;
    this.info = info;
    this.context = context;
    this.budget = budget;
    settings = connection.settings();
    limits = settings.limits().http2();
    forgotten = new Forgotten(limits.streamsMax());
    lock = connection.lock();
    sender = connection.sender();
  }

  int count() {
    return table.count();
  }

  List<Http2Stream> all() {
    return table.all();
  }

  /// Returns how many requests there were.
  long requests() {
    return requests;
  }

  /// Returns the highest identifier that the client has used.
  int lastId() {
    return lastId;
  }

  /// From now on new streams are not served; the client has been told (RFC 9113 §6.8).
  void refuseNew() {
    refusing = true;
  }

  boolean isRefusing() {
    return refusing;
  }

  /// Returns the stream, null if it never had a handler, its handler has returned, or both sides
  /// have ended it, which closes it (RFC 9113 §5.1). One that was reset is there until its handler
  /// returns.
  @Nullable Http2Stream get(int id) {
    lock.lock();
    try {
      Http2Stream stream = table.get(id);
      return stream != null && stream.isEnded() ? null : stream;
    } finally {
      lock.unlock();
    }
  }

  /// Returns whether the client has not used the stream yet (RFC 9113 §5.1.1).
  boolean isIdle(int id) {
    return id > lastId;
  }

  /// Returns whether the server reset the stream a short time ago.
  boolean isForgotten(int id) {
    lock.lock();
    try {
      return forgotten.contains(id);
    } finally {
      lock.unlock();
    }
  }

  /// The client has used a new stream.
  void opened(int id) {
    lock.lock();
    try {
      lastId = id;
    } finally {
      lock.unlock();
    }
  }

  /// Runs the handler of a request, unless the server does not take new ones.
  ///
  /// @throws StreamException if there are too many (RFC 9113 §5.1.2)
  void serve(int id, RequestHead head, boolean ended) throws StreamException {
    ServerTrace trace = settings.requestTrace();
    Http2Stream stream;
    boolean waits;
    lock.lock();
    try {
      if (refusing) {
        forgotten.add(id);
        return;
      }
      int max = limits.streamsMax();
      if (open >= max || table.count() >= (HANDLERS_PER_STREAM + 1) * max) {
        throw new StreamException(id, ErrorCode.REFUSED_STREAM, RejectReason.TOO_MANY_STREAMS);
      }
      waits = table.count() - waiting.size() >= HANDLERS_PER_STREAM * max;
      stream = new Http2Stream(connection, id, head, ended, windowBytes, trace);
      Priority changed = early.isEmpty() ? null : early.remove(id);
      if (changed != null) {
        stream.priority(changed);
      }
      table.put(stream);
      if (waits) {
        waiting.add(new Waiting(stream, head));
      }
      open++;
      requests++;
      promisedBytes += stream.content().window().size();
      connection.streamsChanged();
    } finally {
      lock.unlock();
    }
    connection.tellState();
    if (!waits) {
      start(stream, head);
    }
  }

  private void start(Http2Stream stream, RequestHead head) {
    try {
      THREADS.newThread(() -> context.execute(() -> run(stream, head))).start();
    } catch (Throwable e) { // no memory for a thread
      finish(stream);
      throw e;
    }
  }

  private void run(Http2Stream stream, RequestHead head) {
    try {
      exchange(stream, head);
    } finally {
      stream.end();
      finish(stream);
    }
  }

  private void exchange(Http2Stream stream, RequestHead head) {
    boolean isHead = head.method().equals(Methods.HEAD);
    var response = new Response(stream, isHead, settings.limits().responseBufferBytes());
    Request request = request(stream, head);
    ServerTrace trace = stream.trace();
    if (trace == null) {
      settings.dispatcher().dispatch(response, request);
      return;
    }
    trace.requestStarted(request);
    Dispatcher.Result result = settings.dispatcher().dispatch(response, request);
    stream.end();
    trace.requestFinished(outcome(stream, response, request, result));
  }

  private Request request(Http2Stream stream, RequestHead head) {
    Http2Content content = stream.content();
    var request =
        new Request.Builder()
            .connection(info)
            .limits(settings.limits())
            .method(head.method())
            .target(head.target())
            .protocol("HTTP/2.0")
            .scheme(info.tls() == null ? "http" : "https")
            .host(head.authority())
            .connectProtocol(head.protocol())
            .header(new Header(head.fields()))
            .body(content, head.contentLength())
            .trailer(content::trailer)
            .cancellation(stream.cancellation());
    connection.equip(request);
    return request.build();
  }

  private RequestOutcome outcome(
      Http2Stream stream, Response response, Request request, Dispatcher.Result result) {
    int status = stream.isHeadSent() ? response.status() : 0;
    long begin = stream.beginNanos();
    long end = settings.clock().nanoTime();
    return new ExchangeTimes(begin, begin, stream.firstByteNanos(), end)
        .outcome(request, response, status, stream.content().count(), result);
  }

  /// A stream has ended for the client: it was reset, or its response is complete. Needs the lock.
  void closed() {
    open--;
  }

  /// The handler has returned. A response that is not complete is cut off, and content that the
  /// client still sends is not wanted (RFC 9113 §8.1).
  private void finish(Http2Stream stream) {
    Waiting next;
    lock.lock();
    try {
      table.remove(stream);
      next = waiting.poll();
      stream.content().forget();
      promisedBytes -= stream.content().window().size();
      if (!stream.isReset()) {
        if (!stream.isSendEnded()) {
          cutOff(stream, ErrorCode.INTERNAL_ERROR);
        } else if (!stream.content().isEnded()) {
          cutOff(stream, ErrorCode.NO_ERROR);
        }
        budget.earnRequest();
      }
      connection.streamsChanged();
    } finally {
      lock.unlock();
    }
    connection.tellState();
    if (next != null) {
      start(next.stream(), next.head());
    }
  }

  private void cutOff(Http2Stream stream, ErrorCode code) {
    reset(stream, code, Cause.HANDLER_RETURNED, new IOException("the handler has returned"));
  }

  /// Resets a stream, unless it was reset already. Needs the lock.
  void reset(Http2Stream stream, ErrorCode code, Cause cause, IOException why) {
    if (!stream.isReset()) {
      stream.reset(false, cause, why);
      putReset(stream.id(), code);
    }
  }

  private void putReset(int id, ErrorCode code) {
    sender.out().putRstStream(id, code);
    forgotten.add(id);
    sender.wake();
  }

  /// Resets a stream that the client broke a rule of. If its handler has returned meanwhile, the
  /// stream is closed, and the connection ends unless it was the server who reset it.
  void refuse(StreamException e) throws ConnectionException {
    Http2Stream stream;
    lock.lock();
    try {
      stream = table.get(e.streamId());
      if (stream == null && !forgotten.contains(e.streamId())) {
        throw new ConnectionException(e.code(), e.reason());
      }
      if (stream != null) {
        reset(stream, e.code(), Cause.STREAM_RESET, e);
      }
    } finally {
      lock.unlock();
    }
    if (stream != null) {
      stream.cancelIfReset();
    }
  }

  /// Resets the stream of a request that is not served; answers with a status where that says more.
  ///
  /// @param ended whether the client has said all of the request
  /// @param mayHaveContent whether the answer may; not if the method is HEAD
  void refuseRequest(StreamException e, boolean ended, boolean mayHaveContent)
      throws ConnectionException {
    ErrorReply reply =
        e.code() == ErrorCode.NO_ERROR
            ? ErrorReply.of(settings.dispatcher().errorPage(), e.reason())
            : null;
    lock.lock();
    try {
      if (reply != null) {
        answer(e.streamId(), reply, mayHaveContent);
      }
      if (reply == null || !ended) {
        putReset(e.streamId(), e.code());
      }
    } finally {
      lock.unlock();
    }
    wasted();
  }

  /// A stream was refused: the client pays for it.
  void wasted() throws ConnectionException {
    connection.checkOutput();
    connection.spend(Budget.WASTED_REQUEST);
  }

  /// Answers at once: without the content if there is no window for it, because nobody waits here.
  private void answer(int id, ErrorReply reply, boolean mayHaveContent) {
    byte[] content = reply.content();
    int window = Math.min(windowBytes, sender.window().available());
    boolean fits = content.length <= Math.min(window, sender.payloadBytesMax());
    FrameWriter out = sender.out();
    if (mayHaveContent && fits) {
      settings
          .fields()
          .putHead(sender.encoder(), reply.status(), reply.header(), null, content.length);
      out.putHeaders(id, sender.encoder(), sender.payloadBytesMax());
      out.endStreamAt(out.putData(id, content, 0, content.length));
      sender.window().use(content.length);
    } else {
      long length = mayHaveContent ? 0 : Stream.NO_CONTENT;
      settings.fields().putHead(sender.encoder(), reply.status(), NO_FIELDS, null, length);
      out.endStreamAt(out.putHeaders(id, sender.encoder(), sender.payloadBytesMax()));
    }
    sender.wake();
  }

  /// The client does not want the stream any more.
  void resetByPeer(int id) throws ConnectionException {
    Http2Stream stream;
    boolean wasted = false;
    lock.lock();
    try {
      stream = table.get(id);
      forgotten.remove(id);
      if (stream != null) {
        wasted = !stream.isSendEnded();
        stream.reset(true, Cause.STREAM_RESET, new IOException("the client has reset the stream"));
      }
    } finally {
      lock.unlock();
    }
    if (stream != null) {
      stream.cancelIfReset();
    }
    connection.spend(wasted ? Budget.WASTED_REQUEST : Budget.WORK);
  }

  /// Cancels the handlers of all streams, and ends the streams if the connection does.
  ///
  /// @param broken what happened to the connection, null if it goes on
  /// @return whether there were any
  boolean cancelAll(Cause cause, @Nullable IOException broken) {
    List<Http2Stream> cancelled;
    lock.lock();
    try {
      cancelled = table.all();
      if (broken != null) {
        cancelled.forEach(stream -> stream.reset(true, cause, broken));
      }
    } finally {
      lock.unlock();
    }
    boolean any = false;
    for (Http2Stream stream : cancelled) {
      any |= stream.cancellation().cancel(cause);
    }
    return any;
  }

  /// Takes the size that the send windows of new streams have, and changes the others by as much
  /// (RFC 9113 §6.9.2). Needs the lock.
  void sendWindowBytes(int bytes) throws ConnectionException {
    int change = bytes - windowBytes;
    windowBytes = bytes;
    for (Http2Stream stream : table.all()) {
      if (stream.isSendEnded() || stream.isReset()) {
        continue; // it has no window any more
      }
      if (!stream.window().add(change)) {
        throw ConnectionException.windowExceeded();
      }
      sender.windowChanged(stream);
    }
  }

  /// Changes the priority of a stream, also of one that will be opened (RFC 9218 §7.1).
  void prioritize(int id, Priority priority) {
    lock.lock();
    try {
      Http2Stream stream = table.get(id);
      if (stream != null) {
        sender.prioritize(stream, priority);
      } else if (isIdle(id) && early.size() < limits.streamsMax()) {
        early.put(id, priority);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Makes a receive window larger if its stream was `starved`, as far as the connection may hold
  /// more, and smaller while the server holds too much. Needs the lock.
  void adapt(ReceiveWindow window, boolean starved) {
    int size = window.size();
    int wanted = starved ? Math.min(2 * size, limits.streamWindowBytesMax()) : size;
    if (settings.unread().get() > limits.unreadBytesMax()) {
      wanted = Math.max(limits.streamWindowBytes(), size / 2);
    } else if (promisedBytes + wanted - size > limits.connectionWindowBytes()) {
      wanted = size;
    }
    promisedBytes += wanted - size;
    window.resize(wanted);
  }

  /// Looks at the deadlines of all streams.
  ///
  /// @param elapsed how long it is since they were looked at
  void sweep(long nowNanos, long elapsed) {
    var late = new ArrayList<TimeoutKind>(0);
    var failed = new ArrayList<Http2Stream>(0);
    lock.lock();
    try {
      for (Http2Stream stream : table.all()) {
        TimeoutKind kind = stream.sweep(nowNanos, elapsed);
        if (kind != null) {
          late.add(kind);
        }
        if (kind == TimeoutKind.WRITE) {
          failed.add(stream);
        }
      }
    } finally {
      lock.unlock();
    }
    ServerTrace trace = settings.trace();
    if (trace != null) {
      late.forEach(kind -> trace.timedOut(info, kind));
    }
    failed.forEach(this::failSending);
  }

  private void failSending(Http2Stream stream) {
    lock.lock();
    try {
      var late = new SocketTimeoutException("write deadline passed");
      reset(stream, ErrorCode.CANCEL, Cause.WRITE_FAILED, late);
    } finally {
      lock.unlock();
    }
    stream.cancelIfReset();
  }
}
