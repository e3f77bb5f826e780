package weft.internal.exchange;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import weft.ContentFilter;
import weft.Header;
import weft.HijackedConnection;
import weft.ResponseWriter;
import weft.internal.text.ContentSniffer;

/// Decides status, fields and length of a response, for every HTTP version (RFC 9110 §6.4, §8.6).
///
/// Content is held back in one buffer. If the response is complete before the buffer overflows, its
/// length is known; else the head is sent with the length unknown and the content streams.
public final class Response extends ResponseWriter {

  private static final int SNIFF_BYTES = 512;
  private static final byte[] NOTHING = {};

  private static final List<String> ABOUT_CONTENT =
      List.of(
          "Content-Type",
          "Content-Length",
          "Content-Encoding",
          "Content-Language",
          "Content-Range",
          "Content-Disposition",
          "Cache-Control",
          "ETag",
          "Last-Modified",
          "Trailer");

  private static final class LogHolder {
    static final System.Logger LOG = System.getLogger("weft.server");
  }

  private final Stream stream;
  private final boolean head;
  private final int bufferBytes;
  private final Header header = new Header();

  private int status = 200;
  private boolean statusSet;
  private boolean committed;
  private boolean ended;
  private boolean complete;
  private boolean hijacked;
  private byte @Nullable [] buffer;
  private int buffered;
  private long written;
  private long put;
  private long declared = Stream.UNKNOWN_LENGTH;
  private @Nullable String contentType;
  private @Nullable Header trailer;
  private @Nullable Runnable beforeHead;
  private @Nullable EndListener onEnd;
  private @Nullable ContentFilter filter;
  private @Nullable WatchedFilter watched;
  private @Nullable OutputStream filtered;
  private @Nullable Outlet outlet;

  /// Creates the response to one request.
  ///
  /// @param head whether the method is HEAD, so that content is counted but not sent
  /// @param bufferBytes how much content is held back
  public Response(Stream stream, boolean head, int bufferBytes) {
    this.stream = stream;
    this.head = head;
    this.bufferBytes = bufferBytes;
  }

  @Override
  public Header header() {
    return header;
  }

  @Override
  public void status(int code) {
    if (code != 101 && (code < 200 || code > 999)) {
      throw new IllegalArgumentException("not a final status: " + code);
    }
    checkNotCommitted();
    if (filtered != null && !allowsContent(code)) {
      throw new IllegalStateException(
          "a filter has begun, and status " + code + " allows no content (RFC 9110 §6.4.1)");
    }
    status = code;
    statusSet = true;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public boolean isCommitted() {
    return committed;
  }

  @Override
  public long bytesWritten() {
    return written;
  }

  @Override
  public long bytesFiltered() {
    return put;
  }

  @Override
  public Header trailer() {
    if (trailer == null) {
      trailer = new Header();
    }
    return trailer;
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
    if (hijacked || written > 0 || ended) {
      throw new IllegalStateException("content was written, or the connection is hijacked");
    }
    if (statusSet && !committed) {
      commitHead(Stream.NO_CONTENT);
    }
    HijackedConnection connection = stream.hijack();
    hijacked = true;
    return connection;
  }

  /// Returns whether a handler took the connection.
  public boolean isHijacked() {
    return hijacked;
  }

  /// Returns whether the content is complete and sent, without a failure.
  public boolean isComplete() {
    return complete;
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
  public void beforeHead(Runnable action) {
    checkNotCommitted();
    Runnable earlier = beforeHead;
    beforeHead =
        earlier == null
            ? action
            : () -> {
              action.run();
              earlier.run();
            };
  }

  @Override
  public void onHalfClose(Runnable action) {
    stream.onHalfClose(action);
  }

  @Override
  public void filter(ContentFilter added) {
    checkNotCommitted();
    if (filtered != null) {
      throw new IllegalStateException("content was filtered");
    }
    ContentFilter earlier = filter;
    filter = earlier == null ? added : new FilterPair(added, earlier);
  }

  @Override
  public void onEnd(EndListener listener) {
    EndListener earlier = onEnd;
    onEnd =
        whole -> {
          tell(listener, whole);
          if (earlier != null) {
            earlier.ended(whole);
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
    if (filtered == null) {
      put(b, off, len);
    } else {
      pass(b, off, len);
    }
  }

  private void put(byte[] b, int off, int len) throws IOException {
    int room = bufferBytes - buffered;
    if (len <= room) {
      hold(b, off, len);
      return;
    }
    int held = 0;
    if (!committed) {
      if (buffered > 0) {
        hold(b, off, room); // so that the type is told from all of the first octets
        held = room;
      }
      if (startFilter(Stream.UNKNOWN_LENGTH, b, off, len)) {
        pass(b, off + held, len - held);
        return;
      }
      commit(b, off, len);
    }
    sendBuffered();
    put += len - held;
    send(b, off + held, len - held);
  }

  /// Asks the filter what becomes of the content, if there is one, and passes it what was held
  /// back; returns whether all further content is for it.
  ///
  /// @param length of the content if it is not declared
  /// @param next what follows what is held back, or that
  private boolean startFilter(long length, byte @Nullable [] next, int off, int len)
      throws IOException {
    ContentFilter asked = filter;
    if (asked == null || !allowsContent(status)) {
      return false;
    }
    filter = null;
    readDeclaredLength();
    sniff(next, off, len);
    if (contentType != null) {
      header.set("Content-Type", contentType);
      contentType = null;
    }
    byte[] held = buffer == null ? NOTHING : Arrays.copyOf(buffer, buffered);
    buffered = 0; // the stream may write while it is made
    put = 0;
    outlet = new Outlet();
    watched = new WatchedFilter(asked);
    filtered = watched.around(outlet, declared >= 0 ? declared : length);
    if (filtered == null) {
      hold(held, 0, held.length);
      return false;
    }
    header.remove("Content-Length");
    pass(held, 0, held.length);
    return true;
  }

  /// Gives content to the filter; it has no use for that of HEAD.
  private void pass(byte[] b, int off, int len) throws IOException {
    if (filtered != null && !head && len > 0) {
      filtered.write(b, off, len);
    }
  }

  /// Where filtered content comes out.
  private final class Outlet extends OutputStream {
    private boolean open = true;

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] b, int off, int len) throws IOException {
      Objects.checkFromIndexSize(off, len, b.length);
      if (open && !head) {
        put(b, off, len);
      }
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
    long held = filtered != null ? count : Math.min(count, bufferBytes - buffered);
    super.sendFile(file, held);
    long left = count - held;
    if (left == 0) {
      return;
    }
    long sent = 0;
    if (committed || !startFilter(Stream.UNKNOWN_LENGTH, buffer, 0, buffered)) {
      if (!committed) {
        commit(buffer, 0, buffered);
      }
      sendBuffered();
      sent = sendsContent() ? stream.sendFile(file, left) : skip(file, left);
      written += sent;
      put += sent;
    }
    super.sendFile(file, left - sent);
  }

  private static long skip(SeekableByteChannel file, long count) throws IOException {
    file.position(file.position() + count);
    return count;
  }

  private void hold(byte[] b, int off, int len) {
    System.arraycopy(b, off, buffer(), buffered, len);
    buffered += len;
    put += len;
  }

  @Override
  public void flush() throws IOException {
    if (hijacked || ended) {
      return;
    }
    if (!committed) {
      startFilter(Stream.UNKNOWN_LENGTH, buffer, 0, buffered);
    }
    if (filtered != null && !head) {
      filtered.flush();
    }
    if (!committed) {
      commit(buffer, 0, buffered);
    }
    sendBuffered();
    stream.flush();
  }

  @Override
  public void close() throws IOException {
    if (!hijacked && !ended) {
      finish();
      stream.flush(); // the handler may go on for long
    }
  }

  /// Completes the response of a handler that has returned.
  void finish() throws IOException {
    if (hijacked || ended) {
      return;
    }
    WatchedFilter.check(watched);
    if (!committed) {
      readDeclaredLength();
    }
    if (declared >= 0 && written < declared && !head && allowsContent(status)) {
      throw new IllegalStateException(
          "the handler declared " + declared + " bytes of content and wrote " + written);
    }
    if (!committed) {
      startFilter(written, buffer, 0, buffered);
    }
    closeFilter();
    Header section = trailer == null || trailer.isEmpty() ? null : Trailers.checked(trailer);
    if (!committed) {
      commitComplete();
    }
    sendBuffered();
    ended = true;
    buffer = null;
    stream.sendEnd(section);
    complete = true;
  }

  /// The handler has returned: whoever still holds this can write nothing more.
  public void end() {
    EndListener listener = onEnd;
    try {
      if (listener != null) {
        onEnd = null;
        listener.ended(complete || hijacked);
      }
    } finally {
      ended = true;
      dropFilter();
      buffer = null;
      buffered = 0;
    }
  }

  private void closeFilter() throws IOException {
    if (filtered != null && outlet != null) {
      try {
        filtered.close();
      } finally {
        outlet = null;
      }
    }
  }

  /// Has the filter's stream give back what it holds, if it is not closed; what it writes then goes
  /// nowhere.
  private void dropFilter() {
    if (outlet != null) {
      outlet.open = false;
    }
    try {
      closeFilter();
    } catch (IOException | RuntimeException | Error e) {
      LogHolder.LOG.log(Level.DEBUG, "a filter failed at the end of a response", e);
    }
    filter = null;
    filtered = null;
    watched = null;
  }

  /// Forgets status, content, and the fields that describe content, to make room for an error
  /// reply.
  ///
  /// @throws IllegalStateException if the response is committed
  public void reset() {
    checkNotCommitted();
    dropFilter();
    ABOUT_CONTENT.forEach(header::remove);
    trailer = null;
    buffered = 0;
    written = 0;
    put = 0;
    declared = Stream.UNKNOWN_LENGTH;
    status = 200;
  }

  private void commit(byte @Nullable [] next, int off, int len) throws IOException {
    readDeclaredLength();
    sniff(next, off, len);
    commitHead(length(Stream.UNKNOWN_LENGTH));
  }

  private void commitComplete() throws IOException {
    sniff(buffer, 0, buffered);
    long known = trailer != null && !trailer.isEmpty() ? Stream.UNKNOWN_LENGTH : put;
    // The length of what GET would send is only known if the handler wrote it (RFC 9110 §8.6).
    commitHead(length(head && written == 0 ? Stream.NO_CONTENT : known));
  }

  private long length(long otherwise) {
    if (!allowsContent(status)) {
      return Stream.NO_CONTENT;
    }
    long length = declared >= 0 && filtered == null ? declared : otherwise;
    boolean unknown = length == Stream.UNKNOWN_LENGTH || filtered != null;
    return head && unknown ? Stream.NO_CONTENT : length;
  }

  private void commitHead(long length) throws IOException {
    Runnable action = beforeHead;
    if (action != null) {
      beforeHead = null;
      action.run();
    }
    committed = true;
    if (!allowsContent(status)) {
      buffered = 0;
    }
    header.freeze();
    stream.sendHead(
        status, header, contentType, allowsContent(status) ? length : Stream.NO_CONTENT);
  }

  private void readDeclaredLength() {
    if (declared < 0) {
      declared = DeclaredLength.of(header);
    }
  }

  /// Finds out what the content is if the handler did not say it (RFC 9110 §8.3).
  private void sniff(byte @Nullable [] next, int off, int len) {
    boolean first = buffered == 0 || buffer == null;
    byte[] content = first ? next : buffer;
    int from = first ? off : 0;
    int available = first ? len : buffered;
    if (content != null
        && available > 0
        && allowsContent(status)
        && !header.contains("Content-Type")
        && !header.contains("Content-Encoding")) {
      contentType = ContentSniffer.detect(content, from, Math.min(available, SNIFF_BYTES));
    }
  }

  private void sendBuffered() throws IOException {
    if (buffered > 0 && buffer != null) {
      int length = buffered;
      buffered = 0;
      send(buffer, 0, length);
    }
  }

  private void send(byte[] b, int off, int len) throws IOException {
    if (sendsContent()) {
      stream.sendContent(b, off, len);
    }
  }

  /// Asked again where content is sent, because what runs before the head may change the status.
  private boolean sendsContent() {
    return !head && allowsContent(status);
  }

  private byte[] buffer() {
    byte[] content = buffer;
    if (content == null) {
      content = stream.contentBuffer();
      buffer = content;
    }
    return content;
  }

  private void checkWritable(long len) {
    if (hijacked || ended) {
      throw new IllegalStateException(
          hijacked ? "the connection is hijacked" : "the response is complete");
    }
    if (!allowsContent(status)) {
      throw new IllegalStateException("status " + status + " allows no content (RFC 9110 §6.4.1)");
    }
    if (!committed) {
      readDeclaredLength();
    }
    if (declared >= 0 && len > declared - written) {
      throw new IllegalStateException(
          "more content than the declared Content-Length of " + declared + " bytes");
    }
  }

  private void checkNotCommitted() {
    if (committed || hijacked) {
      throw new IllegalStateException("the head of the response was sent");
    }
  }

  /// Returns whether a response of that status may have content (RFC 9110 §6.4.1).
  public static boolean allowsContent(int status) {
    return status >= 200 && status != 204 && status != 304;
  }
}
