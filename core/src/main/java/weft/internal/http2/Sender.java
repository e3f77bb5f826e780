package weft.internal.http2;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import weft.internal.exchange.Timeouts;
import weft.internal.hpack.HpackEncoder;
import weft.internal.net.Transport;

/// Everything that leaves by a connection.
///
/// Whoever has something to send puts frames together under the connection's lock, and wakes the
/// writer: a virtual thread that takes what there is, writes it without the lock, and looks again,
/// until there is nothing. It stands in the scheduler's queue behind the handlers that are ready,
/// so the answers to requests that arrived together leave together.
///
/// Content that has no room or no window waits in its handler's array; the writer takes it from
/// there in the order of [SendQueue]. All methods but the writer's own need the lock.
final class Sender {

  private static final ThreadFactory WRITERS = Thread.ofVirtual().name("weft-h2-writer").factory();

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /// With so much waiting, handlers wait before they add to it.
  private static final int BUSY_BYTES = 16 << 10;

  /// A smaller frame is not worth its header while there is more content.
  private static final int DATA_BYTES_WORTH = 1024;

  private static final byte[] NONE = {};

  private final Http2Connection connection;
  private final Transport transport;
  private final Http2Settings settings;
  private final ReentrantLock lock;
  private final Condition room;
  private final Condition idle;
  private final FrameWriter out;
  private final HpackEncoder encoder;
  private final SendQueue queue = new SendQueue();
  private final SendWindow window = new SendWindow(Frames.WINDOW_BYTES_INITIAL);
  private int payloadBytesMax = Frames.PAYLOAD_BYTES_MIN;
  private byte[] taken = NONE;
  private boolean writing;
  private boolean waitedFor;
  private volatile boolean closing;
  private boolean failed;
  private long sent;

  Sender(
      Http2Connection connection, Transport transport, Http2Settings settings, ReentrantLock lock) {
    this.connection = connection;
    this.transport = transport;
    this.settings = settings;
    this.lock = lock;
    room = lock.newCondition();
    idle = lock.newCondition();
    out = new FrameWriter(settings.frames());
    encoder = new HpackEncoder(settings.limits().http2().encoderTableBytesMax());
  }

  /// Returns where frames are put.
  FrameWriter out() {
    return out;
  }

  /// Returns what encodes header blocks, in the order in which they are put.
  HpackEncoder encoder() {
    return encoder;
  }

  /// Returns the largest payload that the peer takes.
  int payloadBytesMax() {
    return payloadBytesMax;
  }

  void payloadBytesMax(int octets) {
    payloadBytesMax = octets;
  }

  /// Returns how many octets were handed to the kernel.
  long sent() {
    return sent;
  }

  boolean failed() {
    return failed;
  }

  /// Returns the window that all streams share.
  SendWindow window() {
    return window;
  }

  /// Has the writer run, if it does not and there is something to send.
  void wake() {
    boolean ready = !queue.isEmpty() && window.available() > 0;
    if (!writing && !failed && (!out.isEmpty() || ready || closing)) {
      writing = true;
      WRITERS.newThread(this::run).start();
    }
  }

  /// Blocks until there is room for a frame of a handler.
  void awaitRoom(Http2Stream stream) throws IOException {
    stream.checkSendable();
    while (out.length() >= BUSY_BYTES) {
      wake();
      waitedFor = true;
      try {
        room.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while sending");
      }
      stream.checkSendable();
    }
  }

  /// Puts what can be put of the stream's pending content, and queues the stream for the rest.
  void offer(Http2Stream stream) {
    if (queue.isEmpty()) {
      while (putFrame(stream)) {
        // until it is all there, or something is lacking
      }
    }
    if (stream.pending() > 0) {
      windowChanged(stream);
      wake();
    }
  }

  /// The stream's window has changed: if content waits and has a window, the stream is queued.
  void windowChanged(Http2Stream stream) {
    boolean ready = stream.pending() > 0 && stream.window().available() > 0;
    if (!ready) {
      forget(stream);
    } else if (!stream.isQueued()) {
      stream.queued(true);
      queue.add(stream);
      wake();
    }
  }

  /// The stream has nothing to send, or no window.
  void forget(Http2Stream stream) {
    if (stream.isQueued()) {
      queue.remove(stream);
      stream.queued(false);
    }
  }

  /// Changes a stream's priority.
  void prioritize(Http2Stream stream, Priority priority) {
    if (stream.isQueued()) {
      queue.remove(stream);
      stream.priority(priority);
      queue.add(stream);
    } else {
      stream.priority(priority);
    }
  }

  /// Puts a frame of the stream's pending content; returns false if room or a window is lacking, or
  /// there is no content.
  private boolean putFrame(Http2Stream stream) {
    int pending = stream.pending();
    int free = out.dataRoom();
    if (free < pending && free < DATA_BYTES_WORTH) {
      return false;
    }
    int allowed = Math.min(stream.window().available(), window.available());
    int octets = Math.min(Math.min(pending, free), Math.min(allowed, payloadBytesMax));
    if (octets <= 0) {
      return false;
    }
    stream.putPending(out, octets);
    window.use(octets);
    connection.budget().earnContent(octets);
    return true;
  }

  /// Puts what there is room and a window for; returns whether a handler can go on.
  private boolean putQueued() {
    Http2Stream stream;
    boolean goesOn = false;
    while ((stream = queue.first()) != null && putFrame(stream)) {
      goesOn |= stream.pending() == 0;
      if (stream.pending() == 0 || stream.window().available() <= 0) {
        forget(stream);
      } else {
        queue.tookTurn(stream);
      }
    }
    return goesOn;
  }

  /// Has the writer say that nothing more will be sent, once it has sent what there is.
  void close() {
    closing = true;
    wake();
  }

  /// Nothing can be sent any more: wakes everybody who waits.
  void fail() {
    failed = true;
    end();
    room.signalAll();
  }

  /// Blocks until the writer has nothing to do.
  void awaitEnd() {
    while (writing) {
      idle.awaitUninterruptibly();
    }
  }

  /// Forgets what was put; nobody sends any more.
  void release() {
    out.release();
  }

  private void run() {
    try {
      for (int length = begin(); length > 0; length = begin()) {
        write(taken, length);
        refill();
      }
    } catch (IOException e) {
      connection.writeFailed(e);
    }
  }

  /// What was taken has been written. Handlers of which the rest is put now have a turn before it
  /// leaves, so that the end of a response leaves with it.
  @SuppressWarnings("ThreadPriorityCheck") // a virtual thread lets those go first that are ready
  private void refill() {
    boolean goesOn;
    lock.lock();
    try {
      out.giveBack(taken);
      taken = NONE;
      goesOn = putQueued();
    } finally {
      lock.unlock();
    }
    if (goesOn) {
      Thread.yield();
    }
  }

  /// Takes what there is to write into [#taken], and returns how long it is; 0 if there is nothing.
  private int begin() throws IOException {
    lock.lock();
    try {
      boolean _ = putQueued();
      int length = out.length();
      if (length > 0) {
        taken = out.take();
        sent += length;
        if (waitedFor) {
          waitedFor = false;
          room.signalAll();
        }
        return length;
      }
      if (!closing) {
        end();
        return 0;
      }
    } finally {
      lock.unlock();
    }
    transport.shutdownOutput(); // nobody puts frames any more
    lock.lock();
    try {
      fail();
      return 0;
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    writing = false;
    idle.signalAll();
  }

  private void write(byte[] frames, int length) throws IOException {
    Timeouts timeouts = settings.timeouts();
    if (timeouts.rate() > 0 && !closing) {
      long allowed = timeouts.rateGrace() + length * NANOS_PER_SECOND / timeouts.rate();
      transport.writeDeadline(settings.clock().coarseNanoTime() + allowed);
    }
    transport.write(frames, 0, length);
    if (!closing) {
      transport.writeDeadline(Transport.NEVER);
    }
  }
}
