package weft.internal.exchange;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.ContentFilter;
import weft.Header;
import weft.HijackedConnection;

/// The response to one request, as the handler and the [Dispatcher] have it: which step may follow
/// which, and the filters that content goes through before it is held back.
public final class Response extends HeldResponse {

  private static final byte[] NOTHING = {};

  private static final class LogHolder {
    static final System.Logger LOG = System.getLogger("weft.server");
  }

  private boolean statusSet;
  private boolean hijacked;
  private long written;
  private @Nullable FilteredContent filters;
  private @Nullable EndListener onEnd;

  /// Creates the response to one request.
  ///
  /// @param head whether the method is HEAD, so that content is counted but not sent
  /// @param bufferBytes how much content is held back
  public Response(Stream stream, boolean head, int bufferBytes) {
    super(stream, head, bufferBytes);
  }

  @Override
  public void status(int code) {
    if (code != 101 && (code < 200 || code > 999)) {
      throw new IllegalArgumentException("not a final status: " + code);
    }
    checkNotCommitted();
    if (!allowsContent(code) && (written > 0 || isFiltered())) {
      throw new IllegalStateException(
          "there is content, and status " + code + " allows none (RFC 9110 §6.4.1)");
    }
    super.status(code);
    statusSet = true;
  }

  @Override
  public long bytesWritten() {
    return written;
  }

  @Override
  public void inform(int code, Header fields) throws IOException {
    if (code < 100 || code > 199 || code == 101) {
      throw new IllegalArgumentException("not an interim status: " + code);
    }
    checkNotCommitted();
    stream.sendInterim(code, fields);
  }

  @Override
  public HijackedConnection hijack() throws IOException {
    if (hijacked || written > 0 || hasEnded()) {
      throw new IllegalStateException("content was written, or the connection is hijacked");
    }
    if (statusSet && !isCommitted()) {
      commit(null, Stream.NO_CONTENT);
    }
    HijackedConnection connection = stream.hijack();
    hijacked = true;
    return connection;
  }

  /// Returns whether a handler took the connection.
  public boolean isHijacked() {
    return hijacked;
  }

  @Override
  public void readDeadline(Duration fromNow) {
    stream.readDeadline(fromNow);
  }

  @Override
  public void writeDeadline(Duration fromNow) {
    stream.writeDeadline(fromNow);
  }

  @Override
  public void deadline(Duration fromNow) {
    stream.deadline(fromNow);
  }

  @Override
  public void onHalfClose(Runnable action) {
    stream.onHalfClose(action);
  }

  @Override
  public void beforeHead(Runnable action) {
    checkNotCommitted();
    super.beforeHead(action);
  }

  @Override
  public void onEnd(EndListener listener) {
    EndListener earlier = onEnd;
    onEnd =
        whole -> {
          try {
            tell(listener, whole);
          } finally {
            if (earlier != null) {
              earlier.ended(whole);
            }
          }
        };
  }

  private static void tell(EndListener listener, boolean whole) {
    try {
      listener.ended(whole);
    } catch (RuntimeException e) {
      LogHolder.LOG.log(Level.ERROR, "who was told of the end of a response failed", e);
    }
  }

  @Override
  public void filter(ContentFilter added) {
    checkNotCommitted();
    if (filters == null) {
      filters = new FilteredContent();
    }
    filters.add(added);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] b, int off, int len) throws IOException {
    Objects.checkFromIndexSize(off, len, b.length);
    checkWritable(len);
    if (len == 0) {
      return;
    }
    written += len;
    if (filters == null) {
      put(b, off, len);
    } else {
      writeFiltered(filters, b, off, len);
    }
  }

  private void writeFiltered(FilteredContent through, byte[] b, int off, int len)
      throws IOException {
    int held = 0;
    if (len > room() && isToBegin(through)) {
      held = fill(b, off, len);
      begin(through, Stream.UNKNOWN_LENGTH, b, off, len);
    }
    if (!isFiltered()) {
      put(b, off + held, len - held);
    } else if (!head) { // nothing of HEAD is for the filters
      through.write(b, off + held, len - held);
    }
  }

  private boolean isToBegin(@Nullable FilteredContent through) {
    return through != null && !through.hasBegun() && !isCommitted() && allowsContent(status());
  }

  /// Asks the filters what becomes of the content, and passes them what is held back.
  ///
  /// @param length of the content if it is not declared
  /// @param next what follows what is held back, or that
  private void begin(FilteredContent through, long length, byte[] next, int off, int len)
      throws IOException {
    long said = declared();
    String type = detectType(next, off, len);
    if (type != null) {
      header().set("Content-Type", type);
    }
    byte[] held = takeHeld();
    if (!through.begin(said >= 0 ? said : length)) {
      put(held, 0, held.length);
      return;
    }
    setFiltered();
    through.leadTo(head ? OutputStream.nullOutputStream() : new Sink());
    if (!head && held.length > 0) {
      through.write(held, 0, held.length);
    }
  }

  private void beginFilters(long length) throws IOException {
    if (filters != null && isToBegin(filters)) {
      begin(filters, length, NOTHING, 0, 0);
    }
  }

  /// Where filtered content comes out.
  private final class Sink extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      Objects.checkFromIndexSize(off, len, b.length);
      put(b, off, len);
    }
  }

  @Override
  public SeekableByteChannel openFile(Path file) throws IOException {
    return stream.openFile(file);
  }

  /// Holds back as much of the file as there is room for: all of a small one, so that its length is
  /// known; of another so much that its type is told and the head does not leave alone.
  @Override
  protected void sendFile(SeekableByteChannel file, long count) throws IOException {
    checkWritable(count);
    long held = isFiltered() ? count : Math.min(count, room());
    super.sendFile(file, held);
    long left = count - held;
    if (left == 0) {
      return;
    }
    beginFilters(Stream.UNKNOWN_LENGTH);
    long sent = isFiltered() ? 0 : putFile(file, left);
    written += sent;
    super.sendFile(file, left - sent);
  }

  @Override
  public void flush() throws IOException {
    if (hijacked || hasEnded()) {
      return;
    }
    beginFilters(Stream.UNKNOWN_LENGTH);
    if (filters != null && isFiltered() && !head) {
      filters.flush();
    }
    sendAll();
    stream.flush();
  }

  @Override
  public void close() throws IOException {
    if (!hijacked && !hasEnded()) {
      finish();
      stream.flush(); // the handler may go on for long
    }
  }

  /// Completes the response of a handler that has returned.
  void finish() throws IOException {
    if (hijacked || hasEnded()) {
      return;
    }
    if (filters != null) {
      filters.check();
    }
    if (written < declared() && !head && allowsContent(status())) {
      throw new IllegalStateException(
          "the handler declared " + declared() + " bytes of content and wrote " + written);
    }
    beginFilters(written);
    if (filters != null) {
      filters.close();
    }
    sendEnd();
  }

  /// The handler has returned: whoever still holds this can write nothing more. Throws an [Error]
  /// of who is told of it, when all is done.
  public void end() {
    EndListener listener = onEnd;
    try {
      if (listener != null) {
        onEnd = null;
        listener.ended(isComplete() || hijacked);
      }
    } finally {
      seal();
      dropFilters();
    }
  }

  private void dropFilters() {
    FilteredContent dropped = filters;
    if (dropped != null) {
      filters = null;
      try {
        dropped.drop();
      } catch (IOException | RuntimeException | Error e) {
        LogHolder.LOG.log(Level.DEBUG, "a filter failed at the end of a response", e);
      }
    }
  }

  /// Forgets status, content, and the fields that describe content, to make room for an error
  /// reply.
  ///
  /// @throws IllegalStateException if the response is committed
  public void reset() {
    checkNotCommitted();
    dropFilters();
    forget();
    written = 0;
  }

  private void checkWritable(long len) {
    if (hijacked || hasEnded()) {
      throw new IllegalStateException(
          hijacked ? "the connection is hijacked" : "the response is complete");
    }
    if (!allowsContent(status())) {
      throw new IllegalStateException(
          "status " + status() + " allows no content (RFC 9110 §6.4.1)");
    }
    long declared = declared();
    if (declared >= 0 && len > declared - written) {
      throw new IllegalStateException(
          "more content than the declared Content-Length of " + declared + " bytes");
    }
  }

  private void checkNotCommitted() {
    if (isCommitted() || hijacked) {
      throw new IllegalStateException("the head of the response was sent");
    }
  }
}
