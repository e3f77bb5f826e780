package weft.internal.exchange;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
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
  private boolean complete;
  private boolean hijacked;
  private byte @Nullable [] buffer;
  private int buffered;
  private long written;
  private long declared = Stream.UNKNOWN_LENGTH;
  private @Nullable String contentType;
  private @Nullable Header trailer;
  private @Nullable Runnable beforeHead;
  private @Nullable EndListener onEnd;

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
    if (hijacked || written > 0 || complete) {
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

  /// Returns whether the content is complete and sent.
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
      commit(b, off, len);
    }
    sendBuffered();
    send(b, off + held, len - held);
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
    long held = Math.min(count, bufferBytes - buffered);
    super.sendFile(file, held);
    long left = count - held;
    if (left == 0) {
      return;
    }
    if (!committed) {
      commit(buffer, 0, buffered);
    }
    sendBuffered();
    long sent = head ? skip(file, left) : stream.sendFile(file, left);
    written += sent;
    super.sendFile(file, left - sent);
  }

  private static long skip(SeekableByteChannel file, long count) throws IOException {
    file.position(file.position() + count);
    return count;
  }

  private void hold(byte[] b, int off, int len) {
    System.arraycopy(b, off, buffer(), buffered, len);
    buffered += len;
  }

  @Override
  public void flush() throws IOException {
    if (hijacked || complete) {
      return;
    }
    if (!committed) {
      commit(buffer, 0, buffered);
    }
    sendBuffered();
    stream.flush();
  }

  @Override
  public void close() throws IOException {
    if (!hijacked && !complete) {
      finish();
      stream.flush(); // the handler may go on for long
    }
  }

  /// Completes the response of a handler that has returned.
  void finish() throws IOException {
    if (hijacked || complete) {
      return;
    }
    Header section = trailer == null || trailer.isEmpty() ? null : Trailers.checked(trailer);
    if (!committed) {
      readDeclaredLength();
    }
    if (declared >= 0 && written < declared && !head && allowsContent(status)) {
      throw new IllegalStateException(
          "the handler declared " + declared + " bytes of content and wrote " + written);
    }
    if (!committed) {
      commitComplete();
    }
    sendBuffered();
    complete = true;
    buffer = null;
    stream.sendEnd(section);
  }

  /// The handler has returned: whoever still holds this can write nothing more.
  public void end() {
    EndListener listener = onEnd;
    if (listener != null) {
      onEnd = null;
      listener.ended(complete || hijacked);
    }
    complete = true;
    buffer = null;
    buffered = 0;
  }

  /// Forgets status, content, and the fields that describe content, to make room for an error
  /// reply.
  ///
  /// @throws IllegalStateException if the response is committed
  public void reset() {
    checkNotCommitted();
    ABOUT_CONTENT.forEach(header::remove);
    trailer = null;
    buffered = 0;
    written = 0;
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
    long known = trailer != null && !trailer.isEmpty() ? Stream.UNKNOWN_LENGTH : written;
    // The length of what GET would send is only known if the handler wrote it (RFC 9110 §8.6).
    commitHead(length(head && written == 0 ? Stream.NO_CONTENT : known));
  }

  private long length(long otherwise) {
    if (!allowsContent(status)) {
      return Stream.NO_CONTENT;
    }
    long length = declared >= 0 ? declared : otherwise;
    return head && length == Stream.UNKNOWN_LENGTH ? Stream.NO_CONTENT : length;
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
    stream.sendHead(status, header, contentType, length);
  }

  // RFC 9110 §8.6: Content-Length = 1*DIGIT. One that is no number is not sent.
  private void readDeclaredLength() {
    String value = header.get("Content-Length");
    if (value != null && declared < 0) {
      declared = value.length() < 19 ? parseDigits(value) : Stream.UNKNOWN_LENGTH;
    }
  }

  private static long parseDigits(String value) {
    long number = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return Stream.UNKNOWN_LENGTH;
      }
      number = number * 10 + digit;
    }
    return value.isEmpty() ? Stream.UNKNOWN_LENGTH : number;
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
    if (!head) {
      stream.sendContent(b, off, len);
    }
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
    if (hijacked || complete) {
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
