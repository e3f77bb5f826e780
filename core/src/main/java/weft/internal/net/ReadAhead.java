package weft.internal.net;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads for a connection whose owner does not, so that the end of the peer is noticed.
///
/// At any time one of three holds, which says who may read the source:
///
/// ```
///   IDLE --read--> READING --done--> IDLE         the owner reads the source itself
///   IDLE --watch--> WATCHED                       only the watcher reads the source, into a buffer
///   WATCHED --read, buffer empty, watcher ended--> READING
/// ```
///
/// IDLE is left by a compare-and-set and WATCHED under the monitor, so the source never has two
/// readers, and whatever was read ahead is taken before the source is read again: no byte is lost
/// or overtaken. Whatever wakes a read of the source (bytes, its end, expiry, close) wakes the
/// watcher, and the watcher wakes the owner.
public final class ReadAhead {

  /// Where the bytes come from.
  public interface Source {
    /// Reads as [Transport#read] does.
    int read(byte[] b, int off, int len) throws IOException;

    /// Waits as [Transport#awaitReadable()] does.
    default void awaitReadable() throws IOException {}
  }

  /// How many bytes are read ahead at most; with more than that unread, the peer's end goes
  /// unnoticed.
  static final int BYTES_MAX = 64 << 10;

  private static final int BYTES_FIRST = 4 << 10;
  private static final byte[] NOTHING = {};

  private static final int IDLE = 0;
  private static final int READING = 1;
  private static final int WATCHED = 2;
  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(ReadAhead.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Source source;
  private final Supplier<Transport.PeerListener> listener;

  @SuppressWarnings("unused") // through STATE
  private int state;

  // The rest is guarded by the monitor, except that buffer[tail..] belongs to a running watcher.
  private byte[] buffer = NOTHING;
  private int head;
  private int tail;
  private boolean running;
  private boolean ownerReads; // since the last watch
  private boolean ownerWaits; // for the watcher
  private boolean ended;
  private @Nullable IOException broken;

  /// Creates one that reads from `source` and tells of its end whoever `listener` returns.
  public ReadAhead(Source source, Supplier<Transport.PeerListener> listener) {
    this.source = source;
    this.listener = listener;
  }

  /// Reads from the source, after what was read ahead. One thread at a time.
  ///
  /// @throws ClosedByInterruptException if the thread was interrupted while it waited for the
  ///   watcher; the source is still open
  public int read(byte[] b, int off, int len) throws IOException {
    if (len == 0) {
      return 0;
    }
    if (!STATE.compareAndSet(this, IDLE, READING)) {
      int n = readWatched(b, off, len);
      if (n != 0) {
        return n;
      }
    }
    try {
      return source.read(b, off, len);
    } finally {
      STATE.setRelease(this, IDLE);
    }
  }

  /// Waits as [Transport#awaitReadable()] does, also for what a watcher reads ahead. One thread at
  /// a time, the one that reads.
  ///
  /// @throws ClosedByInterruptException as [#read] does
  public void awaitReadable() throws IOException {
    if (!STATE.compareAndSet(this, IDLE, READING) && isReadable()) {
      return;
    }
    try {
      source.awaitReadable();
    } finally {
      STATE.setRelease(this, IDLE);
    }
  }

  /// Returns whether a read has something to return, or false once it is the owner who has to wait.
  private synchronized boolean isReadable() throws ClosedByInterruptException {
    ownerReads = true;
    awaitWatcher();
    if (head < tail || broken != null || ended) {
      return true;
    }
    takeOver();
    return false;
  }

  private void takeOver() {
    buffer = NOTHING;
    head = 0;
    tail = 0;
    STATE.setRelease(this, READING);
  }

  /// Returns what was read ahead, or 0 once it is the owner who has to read.
  private synchronized int readWatched(byte[] b, int off, int len) throws IOException {
    ownerReads = true;
    awaitWatcher();
    if (head < tail) {
      int n = Math.min(len, tail - head);
      System.arraycopy(buffer, head, b, off, n);
      head += n;
      return n;
    }
    if (broken != null) {
      throw new IOException("connection broke", broken);
    }
    if (ended) {
      return -1;
    }
    takeOver();
    return 0;
  }

  private synchronized void awaitWatcher() throws ClosedByInterruptException {
    ownerWaits = true;
    try {
      while (head == tail && running) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClosedByInterruptException();
    } finally {
      ownerWaits = false;
    }
  }

  /// Starts a watcher unless one runs, the owner is reading, or there is nothing more to see.
  public synchronized void watch() {
    boolean watched = (int) STATE.getAcquire(this) == WATCHED;
    if (ownerWaits || (!watched && !STATE.compareAndSet(this, IDLE, WATCHED))) {
      return;
    }
    ownerReads = false;
    if (!running && !ended && broken == null && tail - head < BYTES_MAX) {
      Thread.ofVirtual().name("weft-watch").start(this::run);
      running = true;
    }
  }

  private void run() {
    try {
      source.awaitReadable(); // so that a watcher of a silent peer has no buffer
      while (makeRoom()) {
        // Only this thread changes the two while it runs.
        int n = source.read(buffer, tail, buffer.length - tail);
        if (n < 0) {
          end();
          listener.get().halfClosed();
          return;
        }
        deliver(n);
      }
    } catch (SocketTimeoutException | ClosedChannelException e) {
      // Our side has expired or closed it: that says nothing of the peer.
      stop();
    } catch (IOException e) {
      fail(e);
      listener.get().gone();
    } catch (RuntimeException | Error e) {
      stop();
      throw e;
    }
  }

  private synchronized void deliver(int n) {
    tail += n;
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    stop();
  }

  private synchronized void fail(IOException e) {
    broken = e;
    stop();
  }

  private synchronized void stop() {
    running = false;
    notifyAll();
  }

  /// Returns whether to read on; if so, there is room after `tail`.
  private synchronized boolean makeRoom() {
    int count = tail - head;
    if (ownerReads || count == BYTES_MAX) {
      stop();
      return false;
    }
    if (tail == buffer.length) {
      byte[] to = count == buffer.length ? new byte[larger(count)] : buffer;
      System.arraycopy(buffer, head, to, 0, count);
      buffer = to;
      head = 0;
      tail = count;
    }
    return true;
  }

  private static int larger(int size) {
    return Math.clamp(size * 2L, BYTES_FIRST, BYTES_MAX);
  }
}
