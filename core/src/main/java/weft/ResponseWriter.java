package weft;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/// The response under construction: an [OutputStream] of the content, with a status and fields.
///
/// Status and fields may be changed until the response is committed, which is when its head is
/// sent: at the first [#flush()], when more content was written than the response buffer holds
/// ([Limits#responseBufferBytes]), or when the handler returns. A response that fits the buffer
/// gets an exact Content-Length; a longer one without a declared length is sent chunked.
///
/// It belongs to the handler's thread; another thread may use it if the two never overlap.
public abstract class ResponseWriter extends OutputStream {

  /// How much of a file one read takes where it is copied.
  private static final int FILE_PIECE_BYTES = 32 << 10;

  /// Hears that a response has ended, see [#onEnd].
  @FunctionalInterface
  public interface EndListener {
    /// Nothing more will be sent.
    ///
    /// @param complete whether the response was sent whole, or the connection hijacked; else it was
    ///   aborted, or could not be sent
    void ended(boolean complete);
  }

  private ErrorPage errorPage = ErrorPage.PLAIN_TEXT;

  /// Creates a writer; for implementations such as recorders and wrappers.
  protected ResponseWriter() {}

  /// Returns the fields to be sent, without those that the server adds: Date, Content-Length, and a
  /// Content-Type that it found by looking at the content. Changing them after the head was sent
  /// throws [IllegalStateException].
  public abstract Header header();

  /// Sets the status of the response, 200 if never called.
  ///
  /// @param code 101 or 200 to 999; interim responses are sent by [#inform(int, Header)]
  /// @throws IllegalArgumentException if `code` is outside that range
  /// @throws IllegalStateException if the response is committed, or has content already and one
  ///   with this status has none (RFC 9110 §6.4.1)
  public abstract void status(int code);

  /// Returns the status that was or will be sent.
  public abstract int status();

  /// Returns whether the head of the response was sent, so that status and fields are settled.
  public abstract boolean isCommitted();

  /// Returns how many bytes of content the handler has written, sent or not; for HEAD, how many GET
  /// would have sent.
  public abstract long bytesWritten();

  /// Returns how many bytes of content there are to be sent after all filters, sent or not; the
  /// same as [#bytesWritten()] where there is none. Nothing is filtered for HEAD.
  public abstract long bytesFiltered();

  /// Returns the trailer section (RFC 9110 §6.5), sent after the content.
  ///
  /// A name that the `Trailer` field announced before the head was sent and one that was not are
  /// both sent. The content must be chunked for it: a response with a declared Content-Length, and
  /// one to HTTP/1.0, has no trailer section. Fields that RFC 9110 §6.5.1 forbids there are refused
  /// when the content ends.
  public abstract Header trailer();

  /// Sends an interim response (RFC 9110 §15.2) at once, such as 103 with `Link` fields.
  ///
  /// Does nothing for an HTTP/1.0 request, which knows no interim responses. Blocks until the
  /// kernel took the bytes.
  ///
  /// @param code 100 or 102 to 199
  /// @throws IllegalArgumentException if `code` is outside that range
  /// @throws IllegalStateException if the response is committed
  public abstract void inform(int code, Header fields) throws IOException;

  /// Takes the connection away from the server, as `http.Hijacker` does. HTTP/1.1 only.
  ///
  /// If a status was set, the head is sent first (101 for a protocol upgrade, RFC 9110 §7.8).
  ///
  /// @throws UnsupportedOperationException on HTTP/2
  /// @throws IllegalStateException if content was written or the connection is hijacked already
  public abstract HijackedConnection hijack() throws IOException;

  /// Makes reads of the request's content fail with [java.net.SocketTimeoutException] once
  /// `fromNow` has passed; replaces the server's read time-out for this request. Zero takes the
  /// deadline away. A deadline that has fired cannot be extended.
  public abstract void readDeadline(Duration fromNow);

  /// Makes writes of the response fail with [java.net.SocketTimeoutException] once `fromNow` has
  /// passed; replaces the server's write time-out for this request. Zero takes the deadline away. A
  /// deadline that has fired cannot be extended.
  public abstract void writeDeadline(Duration fromNow);

  /// Cancels the request with [Cancellation.Cause#DEADLINE] once `fromNow` has passed; zero takes
  /// the deadline away. See [Handlers#deadline] for the handler that also interrupts and answers
  /// 503.
  public abstract void deadline(Duration fromNow);

  /// Runs `action` once, just before the head is sent: when the status is settled, and fields other
  /// than Content-Length can still be changed. What was added last runs first. It runs for an error
  /// reply of the server too.
  ///
  /// @throws IllegalStateException if the response is committed
  public abstract void beforeHead(Runnable action);

  /// Runs `action` when the client closes its sending side, at once if it has done so already: one
  /// that waits for the rest and one that has left look the same then, and only what is sent now
  /// tells them apart. What was set last replaces what was set before. It must not block.
  ///
  /// It runs where the server cannot find that out by itself: over HTTP/1, after the head was sent,
  /// with [HalfClosePolicy#PROBE].
  public void onHalfClose(Runnable action) {}

  /// Lets `filter` change the content on its way to the client. What was added last sees the
  /// content first. An error reply of the server for a handler that failed is not filtered.
  ///
  /// The limits of [#write] count what the handler writes, and so do a declared Content-Length and
  /// [#bytesWritten()]. What is sent then has a Content-Length only if it fits the response buffer.
  ///
  /// @throws IllegalStateException if the response is committed, or another filter has changed
  ///   content already
  public abstract void filter(ContentFilter filter);

  /// Tells `listener` once, after the handler has returned or failed and the server has completed
  /// the response, or has answered or aborted in its place; [#status()], [#isCommitted()],
  /// [#bytesWritten()] and [#bytesFiltered()] are final then. What was added last is told first. It
  /// runs on the handler's thread; what it throws is logged and dropped, but for an [Error] with
  /// [PanicPolicy#FAIL_FAST].
  public abstract void onEnd(EndListener listener);

  /// Sets what makes the content of an error reply to this request, by [Handlers#error] or by the
  /// server for a handler that failed; the page of the server if never called.
  public void errorPage(ErrorPage page) {
    errorPage = page;
  }

  /// Returns what makes the content of an error reply to this request.
  public ErrorPage errorPage() {
    return errorPage;
  }

  /// Writes `b`. Blocks when the buffer is full, until the peer takes the bytes.
  ///
  /// @throws IllegalStateException if the status allows no content (RFC 9110 §6.4.1), or this would
  ///   be more than the declared Content-Length; nothing is written then
  /// @throws IOException if the connection broke or its write deadline passed
  @Override
  public abstract void write(byte[] b, int off, int len) throws IOException;

  @Override
  public final void write(byte[] b) throws IOException {
    write(b, 0, b.length);
  }

  /// Opens a file for reading, so that [#sendFile] can send it in the fastest way that this
  /// connection has. To be closed by the caller. May block on the disk.
  ///
  /// @throws java.nio.file.NoSuchFileException if there is no such file
  public SeekableByteChannel openFile(Path file) throws IOException {
    return Files.newByteChannel(file);
  }

  /// Writes `count` bytes of `file` from `position` on, as [#write(byte[], int, int)] would. Blocks
  /// on the disk and on the peer, and moves the position of `file` past what was written.
  ///
  /// Where the file is from [#openFile], the connection by epoll and neither encrypted nor
  /// multiplexed, and the Content-Length declared, the kernel sends the bytes without a copy in the
  /// program.
  ///
  /// @throws IllegalArgumentException if `position` or `count` is negative
  /// @throws IllegalStateException as [#write(byte[], int, int)]
  /// @throws EOFException if the file is too short; nothing is written then, but if it shrinks
  ///   while it is sent, the connection is cut
  /// @throws IOException if the file cannot be read, the connection broke or its write deadline
  ///   passed
  public final void sendFile(SeekableByteChannel file, long position, long count)
      throws IOException {
    if (position < 0 || count < 0) {
      throw new IllegalArgumentException("position " + position + ", count " + count);
    }
    if (count > file.size() - position) {
      throw new EOFException("the file has " + file.size() + " bytes");
    }
    file.position(position);
    sendFile(file, count);
  }

  /// Does the work of [#sendFile(SeekableByteChannel, long, long)]: writes `count` bytes of `file`
  /// from its position on. This one copies them to [#write(byte[], int, int)].
  protected void sendFile(SeekableByteChannel file, long count) throws IOException {
    var piece = ByteBuffer.allocate((int) Math.min(count, FILE_PIECE_BYTES));
    for (long left = count; left > 0; left -= piece.limit()) {
      piece.clear().limit((int) Math.min(left, piece.capacity()));
      if (file.read(piece) < 0) {
        throw new EOFException("the file has shrunk to " + file.size() + " bytes");
      }
      piece.flip();
      write(piece.array(), 0, piece.limit());
    }
  }

  /// Sends the head, if not yet sent, and all content written so far. Blocks until the kernel took
  /// the bytes.
  @Override
  public abstract void flush() throws IOException;

  /// Declares the content complete and sends what is buffered; further calls do nothing. The server
  /// does this when the handler returns.
  @Override
  public abstract void close() throws IOException;

  /// Writes the text of `value` in UTF-8.
  public final void print(Object value) throws IOException {
    write(String.valueOf(value).getBytes(StandardCharsets.UTF_8));
  }

  /// Writes formatted text in UTF-8; numbers are formatted the same everywhere ([Locale#ROOT]).
  @SuppressWarnings("AnnotateFormatMethod") // its annotation is not of java.base
  public final void printf(String format, Object... args) throws IOException {
    print(String.format(Locale.ROOT, format, args));
  }

  /// Sends an interim response without fields, see [#inform(int, Header)].
  public final void inform(int code) throws IOException {
    inform(code, new Header());
  }
}
