package weft.sse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import weft.Cancellation;
import weft.Methods;
import weft.Request;
import weft.ResponseWriter;
import weft.internal.text.Tokens;

/// A response that tells a browser of events as they happen.
///
/// ```
///   try (var events = EventStream.open(w, r)) {
///     for (int i = 1; ; i++) {
///       events.send("tick " + i);
///       Thread.sleep(Duration.ofSeconds(1));
///     }
///   }
/// ```
///
/// That loop ends: the stream ends when the client leaves, when the request is cancelled for
/// another reason, and as soon as the server begins to stop ([Request#draining()]), so that a
/// shutdown does not wait for it. Then the thread that opened the stream is interrupted, whatever
/// it waits for, and [#send] throws [InterruptedException]. The handler lets that exception pass.
///
/// Events may be sent from any thread, one at a time. Each leaves at once.
public final class EventStream implements AutoCloseable {

  /// How long a stream is silent before it shows that it is there, as the HTML standard advises for
  /// the sake of proxies.
  private static final Duration HEARTBEAT = Duration.ofSeconds(15);

  private final ResponseWriter w;
  private final String lastEventId;
  private final Thread opener = Thread.currentThread();
  private final Heartbeat heartbeat;
  private final Cancellation.Registration whenDraining;
  private final Cancellation.Registration whenCancelled;

  /// Held while an event is written.
  private final ReentrantLock writing = new ReentrantLock();

  // Guarded by the monitor.
  private boolean ended;
  private boolean closed;
  private boolean openerWrites;

  private EventStream(ResponseWriter w, Request r, Duration heartbeat) {
    this.w = w;
    String sent = r.header().get("Last-Event-ID");
    lastEventId = sent == null ? "" : Tokens.utf8(sent);
    this.heartbeat = new Heartbeat(this, r.alarms(), heartbeat);
    whenDraining = r.draining().onCancel(this::end);
    whenCancelled = r.cancellation().onCancel(() -> cancelled(r.cancellation()));
  }

  /// Begins the response, with a comment as heart-beat when nothing else was sent for 15 to 30
  /// seconds, and at once when the client closes its sending side, so that one that has left is
  /// noticed. Blocks until the head was sent.
  ///
  /// Sets Content-Type, `Cache-Control: no-store`, and `X-Accel-Buffering: no`, which keeps nginx
  /// from holding events back; fields that were set before and the status stay. The server's write
  /// time-out does not count for this response. The response to HEAD has ended when this returns.
  ///
  /// @throws IllegalStateException if the response is committed
  /// @throws IOException if the client has left
  public static EventStream open(ResponseWriter w, Request r) throws IOException {
    return open(w, r, HEARTBEAT);
  }

  /// As [#open(ResponseWriter, Request)], with another time between heart-beats.
  ///
  /// @param heartbeat a comment is sent when nothing else was for as long, twice as long at most;
  ///   zero for never
  /// @throws IllegalArgumentException if `heartbeat` is negative
  public static EventStream open(ResponseWriter w, Request r, Duration heartbeat)
      throws IOException {
    if (heartbeat.isNegative()) {
      throw new IllegalArgumentException("negative heart-beat: " + heartbeat);
    }
    w.header()
        .set("Content-Type", "text/event-stream")
        .set("Cache-Control", "no-store")
        .set("X-Accel-Buffering", "no");
    w.writeDeadline(Duration.ZERO);
    w.flush();
    var stream = new EventStream(w, r, heartbeat);
    if (r.method().equals(Methods.HEAD)) {
      stream.end();
    }
    stream.heartbeat.schedule();
    w.onHalfClose(stream.heartbeat::probe);
    return stream;
  }

  /// Returns the id of the last event that the client has seen, if it was connected before and that
  /// event or one before it had an id; empty otherwise.
  public String lastEventId() {
    return lastEventId;
  }

  /// Returns whether events can be sent: false once the stream has ended or was closed.
  public synchronized boolean isOpen() {
    return !ended && !closed;
  }

  /// Sends an event with data alone. Blocks until the kernel took it.
  ///
  /// @throws InterruptedException if the stream has ended
  /// @throws IOException if the client has left
  /// @throws IllegalStateException if the stream was closed
  public void send(String data) throws IOException, InterruptedException {
    send(Event.of(data));
  }

  /// Sends an event. Blocks until the kernel took it.
  ///
  /// @throws InterruptedException if the stream has ended
  /// @throws IOException if the client has left
  /// @throws IllegalStateException if the stream was closed
  public void send(Event event) throws IOException, InterruptedException {
    write(EventText.event(event));
  }

  /// Sends a comment, which the page does not see. Blocks until the kernel took it.
  ///
  /// @param text may have several lines
  /// @throws InterruptedException if the stream has ended
  /// @throws IOException if the client has left
  /// @throws IllegalStateException if the stream was closed
  public void comment(String text) throws IOException, InterruptedException {
    write(EventText.comment(text));
  }

  /// Tells the client how long to wait before it connects again when the stream has ended. Blocks
  /// until the kernel took it.
  ///
  /// @param time to the millisecond
  /// @throws IllegalArgumentException if it is negative
  /// @throws InterruptedException if the stream has ended
  /// @throws IOException if the client has left
  /// @throws IllegalStateException if the stream was closed
  public void retry(Duration time) throws IOException, InterruptedException {
    if (time.isNegative()) {
      throw new IllegalArgumentException("negative time: " + time);
    }
    write(EventText.retry(time));
  }

  /// Writes text as a whole, if the stream has not ended.
  void write(String text) throws IOException, InterruptedException {
    writing.lock();
    try {
      beginWrite();
      w.write(text.getBytes(StandardCharsets.UTF_8));
      w.flush();
      heartbeat.sent();
    } finally {
      endWrite();
      writing.unlock();
    }
  }

  private synchronized void beginWrite() throws InterruptedException {
    if (closed) {
      throw new IllegalStateException("the stream was closed");
    }
    if (ended) {
      throw new InterruptedException("the stream has ended");
    }
    openerWrites = opener.equals(Thread.currentThread());
  }

  // An interrupt within a write could break the connection, so it comes after it.
  private synchronized void endWrite() {
    if (openerWrites && ended) {
      opener.interrupt();
    }
    openerWrites = false;
  }

  private void cancelled(Cancellation cancellation) {
    if (cancellation.cause() == Cancellation.Cause.HANDLER_RETURNED) {
      retire(); // it was not closed, and its thread is about to do something else
    } else {
      end();
    }
  }

  /// Nothing more will be sent; tells the thread that opened the stream, unless it is writing.
  private synchronized void end() {
    if (ended || closed) {
      return;
    }
    ended = true;
    if (!openerWrites) {
      opener.interrupt();
    }
  }

  /// Ends the response, and with it the interrupt of the thread that opened the stream. A client
  /// that is still there connects again, unless the next response is 204. Blocks while another
  /// thread sends an event; further calls do nothing.
  ///
  /// @throws IOException if the client has left
  @Override
  public void close() throws IOException {
    boolean interrupted = retire();
    whenCancelled.close();
    if (interrupted && opener.equals(Thread.currentThread())) {
      boolean _ = Thread.interrupted();
    }
    writing.lock();
    try {
      w.close();
    } finally {
      writing.unlock();
    }
  }

  /// From here on nobody interrupts; returns whether somebody may have.
  private boolean retire() {
    boolean interrupted;
    synchronized (this) {
      interrupted = ended && !closed;
      closed = true;
    }
    whenDraining.close();
    heartbeat.stop();
    return interrupted;
  }
}
